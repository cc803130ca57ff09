/** Users, audit and events on PostgreSQL. */
@NullMarked
package dev.carillon.users.store.pg;

import org.jspecify.annotations.NullMarked;

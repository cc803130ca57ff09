/** Routes of users and profiles. */
@NullMarked
package dev.carillon.gateway.users;

import org.jspecify.annotations.NullMarked;

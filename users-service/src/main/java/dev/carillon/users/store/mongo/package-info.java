/** Profile documents on MongoDB. */
@NullMarked
package dev.carillon.users.store.mongo;

import org.jspecify.annotations.NullMarked;

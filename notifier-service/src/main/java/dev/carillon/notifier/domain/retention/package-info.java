/**
 * How long mail is kept, and the port to what forgets it. Times and the order of steps may enter;
 * which rows lie in which tables is for the store.
 */
@NullMarked
package dev.carillon.notifier.domain.retention;

import org.jspecify.annotations.NullMarked;

/** Trying again, within a deadline. */
@NullMarked
package dev.carillon.async.retry;

import org.jspecify.annotations.NullMarked;

/** Cancellation. */
@NullMarked
package dev.carillon.async.task;

import org.jspecify.annotations.NullMarked;

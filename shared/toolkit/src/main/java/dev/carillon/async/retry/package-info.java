/** Trying again, within a deadline, and leaving alone what fails too often. */
@NullMarked
package dev.carillon.async.retry;

import org.jspecify.annotations.NullMarked;

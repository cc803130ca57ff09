/**
 * Rate limits, debouncing and throttling. Arithmetic on a given clock, and the shells that wait for
 * it, may enter; a limit itself neither waits nor reads a clock.
 */
@NullMarked
package dev.carillon.async.rate;

import org.jspecify.annotations.NullMarked;

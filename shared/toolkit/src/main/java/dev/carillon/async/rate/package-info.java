/**
 * Rate limits, debouncing and throttling. Arithmetic on a given clock, what is remembered of those
 * who are counted, and the shells that wait, may enter; a limit itself neither waits nor reads a
 * clock.
 */
@NullMarked
package dev.carillon.async.rate;

import org.jspecify.annotations.NullMarked;

/**
 * Trying again within a deadline, and a circuit breaker that leaves alone what fails too often.
 * Policies are arithmetic without a clock; only the shells wait.
 */
@NullMarked
package dev.carillon.async.retry;

import org.jspecify.annotations.NullMarked;

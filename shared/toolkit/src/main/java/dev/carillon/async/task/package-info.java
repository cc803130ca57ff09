/**
 * Tasks, groups of tasks, cancellation, gathering, shielding and time-outs, after asyncio. What
 * runs work and ends it; what only waits is in {@code sync}.
 */
@NullMarked
package dev.carillon.async.task;

import org.jspecify.annotations.NullMarked;

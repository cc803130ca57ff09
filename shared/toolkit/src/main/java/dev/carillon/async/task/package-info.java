/** Tasks, groups of tasks, cancellation, gathering, shielding and time-outs, after asyncio. */
@NullMarked
package dev.carillon.async.task;

import org.jspecify.annotations.NullMarked;

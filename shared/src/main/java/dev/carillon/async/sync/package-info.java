/**
 * Locks, semaphores, events, conditions and queues that suspend instead of blocking, after asyncio.
 */
@NullMarked
package dev.carillon.async.sync;

import org.jspecify.annotations.NullMarked;

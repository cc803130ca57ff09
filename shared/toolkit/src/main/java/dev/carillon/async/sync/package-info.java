/**
 * Locks, semaphores, events, conditions, queues and barriers that suspend instead of blocking,
 * after asyncio. All of them stand on one queue of waiters; a primitive that keeps waiters of its
 * own has no place here.
 */
@NullMarked
package dev.carillon.async.sync;

import org.jspecify.annotations.NullMarked;

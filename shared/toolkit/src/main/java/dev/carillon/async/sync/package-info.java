/**
 * Locks, semaphores, events, conditions, queues and barriers that suspend instead of blocking,
 * after asyncio.
 */
@NullMarked
package dev.carillon.async.sync;

import org.jspecify.annotations.NullMarked;

/** The queue: batching accepts, claiming, leasing, acknowledging, rescuing. */
@NullMarked
package dev.carillon.notifier.queue;

import org.jspecify.annotations.NullMarked;

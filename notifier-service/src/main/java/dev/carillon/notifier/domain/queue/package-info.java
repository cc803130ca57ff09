/**
 * The port of the queue's tables, and the policy that decides what happens to a mail after an
 * attempt. Values, ports and pure policy only: no SQL, no timers, no random source of its own.
 */
@NullMarked
package dev.carillon.notifier.domain.queue;

import org.jspecify.annotations.NullMarked;

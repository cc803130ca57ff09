/**
 * Broadcast schedules: when they are due, and the port to their tables. Pure arithmetic on a given
 * clock.
 */
@NullMarked
package dev.carillon.notifier.domain.broadcast;

import org.jspecify.annotations.NullMarked;

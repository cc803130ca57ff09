/** Broadcast schedules on PostgreSQL. */
@NullMarked
package dev.carillon.notifier.store.pg.broadcast;

import org.jspecify.annotations.NullMarked;

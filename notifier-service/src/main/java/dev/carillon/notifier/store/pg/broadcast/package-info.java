/**
 * Broadcast schedules and their ticks on PostgreSQL. Statements and rows only; when a tick is due
 * is the domain's arithmetic.
 */
@NullMarked
package dev.carillon.notifier.store.pg.broadcast;

import org.jspecify.annotations.NullMarked;

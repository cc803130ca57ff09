/** Throttles, limits of servers, windows and holds on PostgreSQL. Statements and rows only. */
@NullMarked
package dev.carillon.notifier.store.pg.throttle;

import org.jspecify.annotations.NullMarked;

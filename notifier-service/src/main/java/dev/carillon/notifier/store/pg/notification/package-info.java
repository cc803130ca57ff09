/**
 * Notifications on PostgreSQL, with the mails that wait behind them and the messages that tell of
 * them. Statements and rows only; when to look again is the domain's decision.
 */
@NullMarked
package dev.carillon.notifier.store.pg.notification;

import org.jspecify.annotations.NullMarked;

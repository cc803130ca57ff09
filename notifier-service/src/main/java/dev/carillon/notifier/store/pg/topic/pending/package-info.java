/**
 * Messages that others stored in transactions of their own, on PostgreSQL: how they are taken, and
 * how one hears of them. Statements only; which of them get a number is the domain's decision.
 */
@NullMarked
package dev.carillon.notifier.store.pg.topic.pending;

import org.jspecify.annotations.NullMarked;

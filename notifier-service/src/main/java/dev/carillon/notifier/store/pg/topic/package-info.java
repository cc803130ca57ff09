/**
 * Topics, their rules and their messages on PostgreSQL. Statements and rows only; who may publish
 * and what is kept is the domain's decision.
 */
@NullMarked
package dev.carillon.notifier.store.pg.topic;

import org.jspecify.annotations.NullMarked;

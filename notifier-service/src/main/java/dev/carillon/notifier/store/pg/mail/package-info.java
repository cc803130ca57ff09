/** Mail on PostgreSQL: accepted and read. Statements and rows only; decisions are the domain's. */
@NullMarked
package dev.carillon.notifier.store.pg.mail;

import org.jspecify.annotations.NullMarked;

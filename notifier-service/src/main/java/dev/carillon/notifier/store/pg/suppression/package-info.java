/** Suppressions and pauses on PostgreSQL. Statements and rows only. */
@NullMarked
package dev.carillon.notifier.store.pg.suppression;

import org.jspecify.annotations.NullMarked;

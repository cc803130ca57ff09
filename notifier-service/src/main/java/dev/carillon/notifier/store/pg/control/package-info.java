/**
 * Changes of accepted mail on PostgreSQL: called back, re-scheduled, tried again. Statements and
 * rows only; looking again is the domain's.
 */
@NullMarked
package dev.carillon.notifier.store.pg.control;

import org.jspecify.annotations.NullMarked;

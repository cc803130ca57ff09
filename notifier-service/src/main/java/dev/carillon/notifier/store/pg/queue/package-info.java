/**
 * The queue on PostgreSQL: claim, settle, rescue, promote, and the worker's session. Only SQL, its
 * parameters and its rows: decisions are made in {@code domain.queue}.
 */
@NullMarked
package dev.carillon.notifier.store.pg.queue;

import org.jspecify.annotations.NullMarked;

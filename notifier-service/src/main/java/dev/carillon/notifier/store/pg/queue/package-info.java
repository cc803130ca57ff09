/** The queue on PostgreSQL: claim, settle, rescue, promote, and the worker's session. */
@NullMarked
package dev.carillon.notifier.store.pg.queue;

import org.jspecify.annotations.NullMarked;

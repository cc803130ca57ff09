/** Repeatable writes: the answer that an idempotency key got is kept with the effect. */
@NullMarked
package dev.carillon.store.pg.idempotency;

import org.jspecify.annotations.NullMarked;

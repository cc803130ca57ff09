/**
 * Repeatable writes: the answer that an idempotency key got is kept with the effect. Only the
 * keeping, replaying and deletion of answers, and the transactions that this needs, may enter; the
 * effect itself is the caller's statements.
 */
@NullMarked
package dev.carillon.store.pg.idempotency;

import org.jspecify.annotations.NullMarked;

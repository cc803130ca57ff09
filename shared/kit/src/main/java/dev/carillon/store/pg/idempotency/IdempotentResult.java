package dev.carillon.store.pg.idempotency;

/**
 * An answer.
 *
 * @param replayed whether it is that of an earlier request with the same key
 */
public record IdempotentResult<R>(R value, boolean replayed) {}

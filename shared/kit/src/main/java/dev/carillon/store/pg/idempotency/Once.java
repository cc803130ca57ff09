package dev.carillon.store.pg.idempotency;

/**
 * An answer.
 *
 * @param replayed whether it is that of an earlier request with the same key
 */
public record Once<R>(R value, boolean replayed) {}

package dev.carillon.contract.broadcasts;

/**
 * What a request to fire led to.
 *
 * @param replayed whether this is the answer to an earlier request with the same idempotency key
 */
public record FiredBroadcast(BroadcastRun run, boolean replayed) {}

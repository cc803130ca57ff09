package dev.carillon.gateway.ws.fanout;

/**
 * Where a topic stands.
 *
 * @param epoch the place that counts
 * @param seq of the last message; 0 before the first
 */
public record Position(String epoch, long seq) {}

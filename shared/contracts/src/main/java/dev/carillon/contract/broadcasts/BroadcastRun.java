package dev.carillon.contract.broadcasts;

import java.time.Instant;

/**
 * A broadcast that was fired on request.
 *
 * @param fireAt the tick, by the database's clock
 */
public record BroadcastRun(String name, Instant fireAt) {}

package dev.carillon.contract.broadcasts;

import java.time.Instant;

/**
 * A tick that was fired.
 *
 * @param fireAt when it was due
 * @param firedAt when it was fired
 */
public record Tick(Instant fireAt, Instant firedAt) {}

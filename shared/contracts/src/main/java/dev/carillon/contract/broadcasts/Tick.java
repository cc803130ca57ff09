package dev.carillon.contract.broadcasts;

import java.time.Instant;

/**
 * A tick that was fired.
 *
 * @param fireAt when it was due
 * @param firedAt when it was fired
 * @param manual whether somebody asked for it, beside the schedule
 */
public record Tick(Instant fireAt, Instant firedAt, boolean manual) {}

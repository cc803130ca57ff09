package dev.carillon.contract.broadcasts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tick that was fired.
 *
 * @param fireAt when it was due
 * @param firedAt when it was fired
 * @param manual whether somebody asked for it, beside the schedule
 * @param by the key that asked for it; null for one that was due
 */
public record Tick(Instant fireAt, Instant firedAt, boolean manual, @Nullable String by) {}

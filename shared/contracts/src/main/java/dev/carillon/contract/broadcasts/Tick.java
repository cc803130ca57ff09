package dev.carillon.contract.broadcasts;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tick that was fired.
 *
 * @param fireAt when it was due
 * @param firedAt when it was fired
 * @param manual whether somebody asked for it, beside the schedule
 * @param by the key that asked for it; null for one that was due
 * @param said the beginning of what it said, at most 1,000 characters: {@code payload.text} where
 *     there is nothing else in it, or else the JSON; null for a tick of a version that did not keep
 *     it
 * @param ahead how far the clock of schedules, which {@code fireAt} is of, had been moved forward;
 *     null if not at all
 */
public record Tick(
    Instant fireAt,
    Instant firedAt,
    boolean manual,
    @Nullable String by,
    @Nullable String said,
    @Nullable Duration ahead) {}

package dev.carillon.faults;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the audit of what is done to a process on purpose.
 *
 * @param fault the name of a fault, or {@code time}
 * @param what {@code began}, {@code ended} or {@code failed}; of time how far it was moved
 * @param actor who did it; {@code carillon} where its time was over or the process stopped
 * @param traceId of the request; null without one
 */
public record FaultEvent(
    Instant at, String fault, String what, String actor, @Nullable String traceId) {}

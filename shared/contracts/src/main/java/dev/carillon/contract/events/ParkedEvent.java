package dev.carillon.contract.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that was refused for good, and is told to nobody until somebody decides. What it says is
 * not shown: it may be personal.
 *
 * @param service whose event it is, such as {@code users}
 * @param type its topic, such as {@code users.changed.v1}
 * @param subject what it is about
 * @param at when it happened
 * @param parkedAt when it was refused
 * @param attempts how often it was tried again before
 * @param reason what the consumer said; null if that named somebody who was erased
 */
public record ParkedEvent(
    String service,
    UUID id,
    String type,
    String subject,
    Instant at,
    Instant parkedAt,
    int attempts,
    @Nullable String reason) {}

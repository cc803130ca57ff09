package dev.carillon.contract.suppressions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An address that gets no mail, of one topic or at all.
 *
 * @param topic null for all mail
 * @param reason who wanted it, or why
 */
public record Suppression(
    String address, @Nullable String topic, @Nullable String reason, Instant since) {}

package dev.carillon.contract.suppressions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An address that gets no mail, of one topic or at all.
 *
 * @param topic null for all mail
 * @param reason why
 * @param by the key that put it there; null for the recipient, and for suppressions of versions
 *     that did not write it down
 */
public record Suppression(
    String address,
    @Nullable String topic,
    @Nullable String reason,
    Instant since,
    @Nullable String by) {}

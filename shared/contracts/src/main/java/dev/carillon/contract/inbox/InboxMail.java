package dev.carillon.contract.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A mail as the local inbox received it.
 *
 * @param from the envelope's sender
 * @param to the envelope's recipient
 * @param at when it was stored
 * @param text the plain text
 */
public record InboxMail(
    String from, String to, String subject, @Nullable String messageId, Instant at, String text) {}

package dev.carillon.contract.inbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mail as the local inbox received it.
 *
 * @param id names it in the inbox; it says when the mail came
 * @param from the envelope's sender
 * @param to the envelope's recipient
 * @param at when it was stored
 * @param text the first 65,536 characters of the plain text
 */
public record InboxMail(
    UUID id,
    String from,
    String to,
    String subject,
    @Nullable String messageId,
    Instant at,
    String text) {}

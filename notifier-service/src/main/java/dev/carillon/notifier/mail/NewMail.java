package dev.carillon.notifier.mail;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mail as it goes into the queue: its content never changes after that.
 *
 * @param recipient one plain address
 * @param messageId the same in every attempt, so that a copy is known as one
 * @param userId the user whom it is for, if it is for one
 */
public record NewMail(
    UUID id,
    String recipient,
    @Nullable String recipientName,
    String subject,
    String text,
    @Nullable String html,
    String messageId,
    @Nullable UUID userId) {}

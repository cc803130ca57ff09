package dev.carillon.contract.mail;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The mail is stored: it will be sent.
 *
 * @param id where to ask after it
 * @param state where it stands
 * @param eta when it goes out, unless something holds it up
 * @param undoUntil until when it can be called back for sure, where that was asked for
 * @param duplicate whether it is an earlier mail with the same {@code dedupKey}, and nothing new
 */
public record Accepted(
    UUID id, MailState state, Instant eta, @Nullable Instant undoUntil, boolean duplicate) {}

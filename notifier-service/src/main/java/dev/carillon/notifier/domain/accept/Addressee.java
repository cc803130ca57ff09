package dev.carillon.notifier.domain.accept;

import org.jspecify.annotations.Nullable;

/**
 * Whom a mail is for, once that is known.
 *
 * @param zone the recipient's time zone, if it is known
 * @param active whether the recipient may get mail; one who is not a user always may
 */
public record Addressee(
    String email, @Nullable String name, @Nullable String zone, boolean active) {}

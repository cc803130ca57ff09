package dev.carillon.notifier.domain.accept;

import org.jspecify.annotations.Nullable;

/**
 * Whom a mail is for, once that is known.
 *
 * @param zone whose clock he has, if that is known
 */
public record Addressee(String email, @Nullable String name, @Nullable String zone) {}

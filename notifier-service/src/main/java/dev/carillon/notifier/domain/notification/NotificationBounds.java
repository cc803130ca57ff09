package dev.carillon.notifier.domain.notification;

import java.time.Duration;

/**
 * How much is kept.
 *
 * @param kept how long, from when it was created; one whose mail waits stays until that is decided
 * @param ofUser how many of one user; beyond it the oldest go
 */
public record NotificationBounds(Duration kept, int ofUser) {}

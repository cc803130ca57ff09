package dev.carillon.contract.notifications;

import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Checks;
import java.util.UUID;

/**
 * A user's notifications, newest first.
 *
 * @param unread only those that were not seen
 * @param unacked only those that were not acknowledged
 */
public record ListNotifications(UUID userId, boolean unread, boolean unacked, PageRequest page) {
  public ListNotifications {
    Checks.start().present("/userId", userId).present("/page", page).verify();
  }
}

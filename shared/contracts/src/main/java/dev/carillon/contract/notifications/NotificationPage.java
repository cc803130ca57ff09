package dev.carillon.contract.notifications;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of notifications.
 *
 * @param next the cursor of the next page, null at the end
 * @param unread how many of all that the user has were not seen
 * @param unacked how many of all were not acknowledged
 */
public record NotificationPage(
    List<Notification> items, @Nullable String next, int unread, int unacked) {
  public NotificationPage {
    items = List.copyOf(items);
  }
}

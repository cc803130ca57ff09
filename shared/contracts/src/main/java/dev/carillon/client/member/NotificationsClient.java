package dev.carillon.client.member;

import dev.carillon.contract.Answered;
import dev.carillon.contract.notifications.AllSeen;
import dev.carillon.contract.notifications.CreateNotification;
import dev.carillon.contract.notifications.ListNotifications;
import dev.carillon.contract.notifications.MarkAllSeen;
import dev.carillon.contract.notifications.MarkedNotification;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.contract.notifications.NotificationName;
import dev.carillon.contract.notifications.NotificationPage;
import dev.carillon.contract.notifications.Notifications;
import io.vertx.core.Future;

/**
 * Notifications as methods; each is a contract of {@link Notifications}, where its failures stand.
 * Comes from {@link CarillonClient#notifications}.
 */
public record NotificationsClient(CarillonClient client) {
  /** See {@link Notifications#CREATE}: it is stored when this answers. */
  public Future<Answered<Notification>> create(CreateNotification notification) {
    return client.request(Notifications.CREATE, notification);
  }

  /** See {@link Notifications#LIST}. */
  public Future<NotificationPage> list(ListNotifications wanted) {
    return client.request(Notifications.LIST, wanted);
  }

  /** See {@link Notifications#SEEN}. */
  public Future<MarkedNotification> seen(NotificationName which) {
    return client.request(Notifications.SEEN, which);
  }

  /** See {@link Notifications#ACKED}. */
  public Future<MarkedNotification> acked(NotificationName which) {
    return client.request(Notifications.ACKED, which);
  }

  /** See {@link Notifications#ALL_SEEN}. */
  public Future<AllSeen> allSeen(MarkAllSeen upTo) {
    return client.request(Notifications.ALL_SEEN, upTo);
  }

  /** See {@link Notifications#REMOVE}. */
  public Future<MarkedNotification> remove(NotificationName which) {
    return client.request(Notifications.REMOVE, which);
  }
}

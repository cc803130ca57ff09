package dev.carillon.contract.notifications;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.contract.Answered;
import dev.carillon.request.Scope;
import java.time.Duration;

/**
 * What notifier-service answers about notifications. A program needs the scope for the topic of the
 * user ({@link Notification#topicOf}): to listen to it for what reads, to speak on it for what
 * writes. An end user reads and marks the own ones.
 */
public final class Notifications {
  private static final Duration READ = Duration.ofSeconds(2);
  private static final Duration WRITE = Duration.ofSeconds(5);

  /**
   * Tells a user something; answers when it is stored, with the mail that may follow. NOT_FOUND for
   * a user who is not there; CONFLICT for one who is not active; INVALID as for a mail; FORBIDDEN
   * without {@code mail:send} where there is a mail; RATE_LIMITED while mails of as many
   * notifications wait as a user may have.
   */
  public static final Contract<CreateNotification, Answered<Notification>> CREATE =
      contract(
              "notifications.create.v1",
              CreateNotification.class,
              Answered.of(Notification.class),
              WRITE)
          .exposed(Scope.SOME_PUBLISH)
          .keyed();

  /** Lists them, and counts. */
  public static final Contract<ListNotifications, NotificationPage> LIST =
      contract("notifications.list.v1", ListNotifications.class, NotificationPage.class, READ)
          .exposed(Scope.SOME_SUBSCRIBE)
          .reading();

  /** Marks one as seen; a repetition changes nothing and is answered the same. NOT_FOUND. */
  public static final Contract<NotificationName, MarkedNotification> SEEN =
      contract("notifications.seen.v1", NotificationName.class, MarkedNotification.class, WRITE)
          .exposed(Scope.SOME_PUBLISH)
          .reading();

  /** Acknowledges one; a repetition changes nothing and is answered the same. NOT_FOUND. */
  public static final Contract<NotificationName, MarkedNotification> ACKED =
      contract("notifications.acked.v1", NotificationName.class, MarkedNotification.class, WRITE)
          .exposed(Scope.SOME_PUBLISH)
          .reading();

  /** Marks all up to one as seen. */
  public static final Contract<MarkAllSeen, AllSeen> ALL_SEEN =
      contract("notifications.all-seen.v1", MarkAllSeen.class, AllSeen.class, WRITE)
          .exposed(Scope.SOME_PUBLISH)
          .reading();

  /** Takes one away; a mail of it that waits does not go. NOT_FOUND. Not for end users. */
  public static final Contract<NotificationName, MarkedNotification> REMOVE =
      contract("notifications.remove.v1", NotificationName.class, MarkedNotification.class, WRITE)
          .exposed(Scope.SOME_PUBLISH);

  private Notifications() {}
}

package dev.carillon.notifier.domain.notification;

import dev.carillon.contract.Answered;
import dev.carillon.contract.notifications.ListNotifications;
import dev.carillon.contract.notifications.Mark;
import dev.carillon.contract.notifications.MarkAllSeen;
import dev.carillon.contract.notifications.MarkedNotification;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.contract.notifications.NotificationName;
import dev.carillon.contract.notifications.NotificationPage;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Notifications and what is decided about their mails. Each change, what it means for the mail, and
 * the message that tells of it are one transaction; futures complete after its commit.
 */
public interface NotificationStore {
  /** What the same request got before; null if nothing yet. IDEMPOTENCY_MISMATCH. */
  Future<@Nullable Notification> find(IdempotencyKey key);

  /** Keeps a refusal for repetitions, if it would always be the same; fails with it. */
  <T> Future<T> refuse(IdempotencyKey key, Throwable refusal);

  /** Stores one, with its mail. RATE_LIMITED, IN_PROGRESS, IDEMPOTENCY_MISMATCH. */
  Future<Changed<Answered<Notification>>> create(
      NewNotification one, @Nullable IdempotencyKey key, int mostOfUser);

  /** Lists. */
  Future<NotificationPage> list(ListNotifications request);

  /**
   * Marks one; it is the same however often it is done. NOT_FOUND; fails with {@link
   * UndecidedException} while a worker has the mail, and changes nothing.
   *
   * @param why what the last state of a mail that does not go says
   * @param last whether not to wait: then what a worker has counts as gone out, and only what is
   *     between two places is undecided
   */
  Future<Changed<MarkedNotification>> mark(
      NotificationName which, Mark mark, String why, boolean last);

  /** The same for a number of those up to one that are not seen. Gives how many. */
  Future<Changed<Integer>> markSeen(MarkAllSeen upTo, int most, String why, boolean last);

  /** Deletes one; a mail that waits does not go. As {@link #mark}. */
  Future<Changed<MarkedNotification>> remove(NotificationName which, String why, boolean last);

  /**
   * Writes down what became of mails that were due, of a number of notifications behind a place.
   */
  Future<Changed<Looked>> decide(Place behind, int most);

  /** Deletes some of those that were created so long ago and whose mail is decided; how many. */
  Future<Integer> forget(Duration kept, int most);

  /** Where a look at those that are due has come to. */
  record Place(Instant at, UUID id) {
    /** Before all of them. */
    public static final Place START = new Place(Instant.EPOCH, new UUID(0, 0));
  }

  /**
   * What a look has found.
   *
   * @param rows how many were due
   * @param last the place of the last of them; null without one
   */
  record Looked(int rows, @Nullable Place last) {}
}

package dev.carillon.notifier.domain.notification;

import dev.carillon.async.retry.Retry;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Uuid7;
import dev.carillon.contract.Answered;
import dev.carillon.contract.live.TopicMessages;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.notifications.AllSeen;
import dev.carillon.contract.notifications.CreateNotification;
import dev.carillon.contract.notifications.Escalate;
import dev.carillon.contract.notifications.Escalation;
import dev.carillon.contract.notifications.ListNotifications;
import dev.carillon.contract.notifications.Mark;
import dev.carillon.contract.notifications.MarkAllSeen;
import dev.carillon.contract.notifications.MarkedNotification;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.contract.notifications.NotificationName;
import dev.carillon.contract.notifications.NotificationPage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.accept.Addressee;
import dev.carillon.notifier.domain.accept.RecipientDirectory;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Creates notifications and marks them. A mark that comes while a worker has the mail waits for
 * what becomes of that, a moment; then the mail counts as gone out.
 */
public final class NotificationDesk {
  /** Of {@link MarkAllSeen} in a transaction, and transactions of a request. */
  private static final int AT_ONCE = 200;

  private static final int PIECES = 5;

  private final NotificationStore store;
  private final BiFunction<Escalate, RecipientDirectory, Future<NewMail>> mails;
  private final Uuid7 ids;
  private final int mostOfUser;
  private final Consumer<TopicMessages> told;
  private final MailEvents events;
  private final Retry looks;

  /**
   * Over its ports.
   *
   * @param mails makes the mail that may go out
   * @param told gets what is published
   * @param events told of mails that wait, and of those that do not go
   * @param looks how often a mail is looked for that a worker has
   */
  public NotificationDesk(
      NotificationStore store,
      BiFunction<Escalate, RecipientDirectory, Future<NewMail>> mails,
      Uuid7 ids,
      int mostOfUser,
      Consumer<TopicMessages> told,
      MailEvents events,
      Retry looks) {
    this.store = store;
    this.mails = mails;
    this.ids = ids;
    this.mostOfUser = mostOfUser;
    this.told = told;
    this.events = events;
    this.looks = looks;
  }

  /**
   * Creates one; completes after the commit. Under a key the second time gives the first answer.
   * NOT_FOUND, CONFLICT, INVALID with the field's name, RATE_LIMITED; IN_PROGRESS,
   * IDEMPOTENCY_MISMATCH.
   */
  public Future<Answered<Notification>> create(
      CreateNotification request, @Nullable IdempotencyKey key, RecipientDirectory users) {
    if (key == null) {
      return store(request, null, users);
    }
    return store
        .find(key)
        .compose(
            known ->
                known == null
                    ? store(request, key, users)
                    : Future.succeededFuture(new Answered<>(known, true)))
        .recover(refusal -> store.refuse(key, refusal));
  }

  private Future<Answered<Notification>> store(
      CreateNotification request, @Nullable IdempotencyKey key, RecipientDirectory users) {
    return users
        .find(request.userId())
        .compose(user -> mail(request, user, users))
        .compose(
            mail ->
                store.create(
                    new NewNotification(ids.next(), request, mail, users.caller()),
                    key,
                    mostOfUser))
        .map(
            created -> {
              Notification one = created.answer().answer();
              Escalation escalation = one.escalation();
              tell(created);
              if (escalation != null && !created.answer().replayed()) {
                events.tell(List.of(new MailChange(escalation.mail(), MailState.SCHEDULED)));
              }
              return created.answer();
            });
  }

  private Future<@Nullable NewMail> mail(
      CreateNotification request, @Nullable Addressee user, RecipientDirectory users) {
    if (user == null) {
      throw Failure.notFound("user", request.userId());
    }
    if (!user.active()) {
      throw Failure.of(FailureCode.CONFLICT, "The user is not active");
    }
    Escalate escalate = request.escalate();
    return escalate == null
        ? Future.succeededFuture()
        : mails
            .apply(escalate, users)
            .<@Nullable NewMail>map(mail -> mail.withDelay(escalate.after()))
            .recover(
                e ->
                    Future.failedFuture(
                        e instanceof Failure refused ? refused.within("/escalate/mail") : e));
  }

  /** Lists. */
  public Future<NotificationPage> list(ListNotifications request) {
    return store.list(request);
  }

  /** Marks one. NOT_FOUND. */
  public Future<MarkedNotification> mark(
      NotificationName which, Mark mark, String who, Deadline deadline) {
    String why = "the notification was " + (mark == Mark.SEEN ? "seen" : "acked") + " by " + who;
    return decided(deadline, last -> store.mark(which, mark, why, last)).map(Changed::answer);
  }

  /** Takes one away. NOT_FOUND. */
  public Future<MarkedNotification> remove(NotificationName which, String who, Deadline deadline) {
    String why = "the notification was removed by " + who;
    return decided(deadline, last -> store.remove(which, why, last)).map(Changed::answer);
  }

  /** Marks all up to one as seen, in pieces; a bounded number at a time. */
  public Future<AllSeen> markSeen(MarkAllSeen upTo, String who, Deadline deadline) {
    return markSeen(upTo, "the notification was seen by " + who, deadline, 0, 1);
  }

  private Future<AllSeen> markSeen(
      MarkAllSeen upTo, String why, Deadline deadline, int before, int piece) {
    return decided(deadline, last -> store.markSeen(upTo, AT_ONCE, why, last))
        .compose(
            marked -> {
              int seen = before + marked.answer();
              boolean more = marked.answer() == AT_ONCE;
              return more && piece < PIECES
                  ? markSeen(upTo, why, deadline, seen, piece + 1)
                  : Future.succeededFuture(new AllSeen(seen, more));
            });
  }

  private <T> Future<Changed<T>> decided(
      Deadline deadline, Function<Boolean, Future<Changed<T>>> change) {
    return looks
        .run(deadline, UndecidedException.class::isInstance, () -> change.apply(false))
        .recover(e -> e instanceof UndecidedException ? change.apply(true) : Future.failedFuture(e))
        .recover(e -> Future.failedFuture(e instanceof UndecidedException ? onItsWay() : e))
        .onSuccess(this::tell);
  }

  /** It was between two places each time. */
  private static Failure onItsWay() {
    return Failure.of(
        FailureCode.UNAVAILABLE, "The mail of the notification is moving; try again in a moment");
  }

  private void tell(Changed<?> changed) {
    changed.told().forEach(told);
    if (!changed.cancelled().isEmpty()) {
      events.tell(changed.cancelled().stream().map(NotificationDesk::cancelled).toList());
    }
  }

  private static MailChange cancelled(UUID mail) {
    return new MailChange(mail, MailState.CANCELLED);
  }
}

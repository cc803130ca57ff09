package dev.carillon.notifier.domain.control;

import dev.carillon.async.retry.Retry;
import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.Answered;
import dev.carillon.contract.mail.ChangeMail;
import dev.carillon.contract.mail.HeldMail;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Retried;
import dev.carillon.contract.mail.RetryMails;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Changes what was accepted: calls back, re-schedules, tries again. */
public final class MailControl {
  /**
   * A mail between two places is looked for again: who moves it commits within milliseconds, and
   * one whose worker has died will be rescued.
   */
  private static final RetryPolicy LOOKS =
      new RetryPolicy.Exponential(12, Duration.ofMillis(4), Duration.ofMillis(40));

  private final ControlStore store;
  private final MailEvents events;
  private final Runnable wake;
  private final Retry looks;

  /**
   * Over its ports.
   *
   * @param events told of changes
   * @param wake called when there may be mail in the queue
   */
  public MailControl(
      ControlStore store, MailEvents events, Runnable wake, Timers timers, Clocks clocks) {
    this.store = store;
    this.events = events;
    this.wake = wake;
    this.looks = new Retry(LOOKS, timers, clocks);
  }

  /** The mail was not where it could be changed, and will soon be. */
  private static final class Between extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Between(Failure conflict) {
      super(conflict.message(), conflict, false, false);
    }
  }

  /**
   * Calls a mail back. One that waits is taken out of where it waits. One that is leased is asked
   * back from whoever has it: in time, or too late with the phase. Whoever gives it back commits
   * that alone: if this process dies before the answer is kept, the repetition is a CONFLICT that
   * says that the mail is cancelled. NOT_FOUND, CONFLICT.
   *
   * @param why what the last state of a mail that waited says
   */
  public Future<Answered<Mail>> cancel(
      UUID id, String why, MailHolders holders, Deadline deadline, @Nullable IdempotencyKey key) {
    return telling(
            id, () -> store.once(key, Mail.class, t -> cancelled(t, id, why, holders, deadline)))
        .map(MailControl::unlessPerhapsSent);
  }

  private Future<Mail> cancelled(
      ControlStore tables, UUID id, String why, MailHolders holders, Deadline deadline) {
    return looking(
        deadline,
        () ->
            tables
                .cancel(id, why)
                .compose(
                    found ->
                        switch (found) {
                          case CHANGED -> tables.get(id);
                          case TAKEN ->
                              holders.callBack(id).compose(each -> afterCallBack(tables, id, each));
                          case MOVED, SETTLED, UNKNOWN -> unchanged(tables, id, found, "cancel");
                        }));
  }

  /** Lets a mail that waits wait until another moment. NOT_FOUND, CONFLICT. */
  public Future<Answered<Mail>> reschedule(
      ChangeMail request, Actor by, Deadline deadline, @Nullable IdempotencyKey key) {
    return telling(
            request.id(),
            () -> store.once(key, Mail.class, tables -> rescheduled(tables, request, by, deadline)))
        .onSuccess(answered -> wake.run());
  }

  private Future<Mail> rescheduled(
      ControlStore tables, ChangeMail request, Actor by, Deadline deadline) {
    UUID id = request.id();
    return looking(
        deadline,
        () ->
            tables
                .reschedule(id, Objects.requireNonNull(request.sendAt()), by)
                .compose(
                    found ->
                        found == ChangeResult.CHANGED
                            ? tables.get(id)
                            : unchanged(tables, id, found, "re-schedule")));
  }

  /** Makes ready what was given up: one mail, or the oldest of a state. NOT_FOUND, CONFLICT. */
  public Future<Answered<Retried>> retry(
      RetryMails request, Actor by, @Nullable IdempotencyKey key) {
    return store
        .once(key, Retried.class, tables -> retried(tables, request, by))
        .onSuccess(r -> wake.run());
  }

  private static Future<Retried> retried(ControlStore tables, RetryMails request, Actor by) {
    return request.id() != null
        ? retryOne(tables, request.id(), by)
        : tables
            .retryAll(Objects.requireNonNull(request.state()), request.limit(), by)
            .map(n -> new Retried(n, n == request.limit()));
  }

  private <T> Future<T> looking(Deadline deadline, Supplier<Future<T>> look) {
    return looks
        .run(deadline, Between.class::isInstance, look)
        .recover(e -> Future.failedFuture(e instanceof Between between ? between.getCause() : e));
  }

  /** Tells before the worker tells what it made of it. */
  private Future<Answered<Mail>> telling(UUID id, Supplier<Future<Answered<Mail>>> change) {
    return events.tellFirst(List.of(id), change, MailControl::changes);
  }

  /** Only once: whoever repeats a request changes nothing. */
  private static List<MailChange> changes(Answered<Mail> changed) {
    Mail mail = changed.answer();
    return changed.replayed() ? List.of() : List.of(new MailChange(mail.id(), mail.state()));
  }

  /** It will not be sent; whether it was before is another question. */
  private static Answered<Mail> unlessPerhapsSent(Answered<Mail> cancelled) {
    if (cancelled.answer().state() == MailState.UNKNOWN) {
      Failure perhaps =
          conflict(
              "The mail was perhaps sent in an earlier attempt (phase unknown);"
                  + " it will not be sent again");
      throw cancelled.replayed() ? perhaps.asReplayed() : perhaps;
    }
    return cancelled;
  }

  private static Future<Mail> afterCallBack(
      ControlStore tables, UUID id, Collection<HeldMail> each) {
    for (HeldMail held : each) {
      if (held.calledBack()) {
        return tables.get(id);
      }
      if (held.holds()) {
        return tooLate(tables, id, String.valueOf(held.phase()));
      }
    }
    return Future.failedFuture(
        new Between(
            conflict(
                "A process that does not answer has the mail: it may be sent (phase unknown)")));
  }

  /** Unless it was called back after all, and only the answer about it was lost. */
  private static Future<Mail> tooLate(ControlStore tables, UUID id, String phase) {
    return tables
        .get(id)
        .map(
            mail -> {
              if (mail.state() != MailState.CANCELLED) {
                throw conflict("It is too late: the mail is on the wire (phase " + phase + ")");
              }
              return mail;
            });
  }

  private static Future<Mail> unchanged(
      ControlStore tables, UUID id, ChangeResult found, String verb) {
    return switch (found) {
      case UNKNOWN -> Future.failedFuture(Failure.notFound("mail", id));
      case SETTLED ->
          tables
              .get(id)
              .map(
                  mail -> {
                    throw conflict("The mail is " + mail.state().lower() + ": too late to " + verb);
                  });
      case CHANGED, MOVED, TAKEN -> {
        Failure taken = conflict("The mail is being sent: too late to " + verb);
        yield Future.failedFuture(found == ChangeResult.MOVED ? new Between(taken) : taken);
      }
    };
  }

  private static Future<Retried> retryOne(ControlStore tables, UUID id, Actor by) {
    return tables
        .retry(id, by)
        .compose(
            again ->
                again ? Future.succeededFuture(new Retried(1, false)) : whyNotAgain(tables, id));
  }

  private static Future<Retried> whyNotAgain(ControlStore tables, UUID id) {
    return tables
        .get(id)
        .compose(
            mail ->
                tables
                    .keyHolder(id)
                    .compose(holder -> Future.failedFuture(conflict(whyNotAgain(mail, holder)))));
  }

  private static String whyNotAgain(Mail mail, @Nullable UUID holder) {
    String state = mail.state().lower();
    if (mail.state() != MailState.DEAD && mail.state() != MailState.UNKNOWN) {
      return "The mail is " + state + ": only what is dead or unknown can be tried again";
    }
    if (mail.subject() == null) {
      return "The content of the mail is no longer kept";
    }
    return holder == null
        ? "The mail is " + state + " and was for somebody who is erased"
        : "Another mail has its dedupKey: " + holder;
  }

  private static Failure conflict(String message) {
    return Failure.of(FailureCode.CONFLICT, message);
  }
}

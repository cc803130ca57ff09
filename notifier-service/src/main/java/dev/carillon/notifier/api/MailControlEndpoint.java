package dev.carillon.notifier.api;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Sleep;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.NodeReplies;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Id;
import dev.carillon.contract.mail.ChangeMail;
import dev.carillon.contract.mail.HeldMail;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.mail.Retried;
import dev.carillon.contract.mail.RetryMails;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.mail.ChangeResult;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.mail.MailStore;
import dev.carillon.notifier.queue.Dispatcher;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Serves the contracts that change what was accepted: call back, re-schedule, try again. */
public final class MailControlEndpoint {
  /** A mail between two places is looked for so often. */
  private static final int LOOKS = 5;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(40);

  private final Bus bus;
  private final MailStore store;
  private final Dispatcher dispatcher;
  private final MailEvents events;
  private final Timers timers;

  /** What it works with: the store, the dispatcher of this process, who is told of changes. */
  public record Parts(MailStore store, Dispatcher dispatcher, MailEvents events) {}

  /** Over its parts. */
  public MailControlEndpoint(Bus bus, Parts parts, Timers timers) {
    this.bus = bus;
    this.store = parts.store();
    this.dispatcher = parts.dispatcher();
    this.events = parts.events();
    this.timers = timers;
  }

  /** Registers every contract. */
  public Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(Mails.CANCEL, (call, q) -> cancel(call, q.id(), LOOKS)),
            bus.serve(Mails.RESCHEDULE, (call, q) -> reschedule(q)),
            bus.serve(Mails.RETRY, (call, q) -> retry(q)),
            bus.serveEach(Mails.CALL_BACK, (call, q) -> dispatcher.callBack(q.id()))));
  }

  /**
   * A mail that waits is taken out of where it waits. One that is leased is asked back from whoever
   * has it: in time, or too late with the phase. One that nobody has is between two places, or its
   * worker has died and it will be rescued: looked for again a few times.
   */
  private Future<Mail> cancel(Call call, UUID id, int looks) {
    return store
        .cancel(id, "cancelled by " + call.principal())
        .compose(
            waiting ->
                switch (waiting) {
                  case CHANGED -> cancelled(id);
                  case TAKEN -> callBack(call, id, looks);
                  case SETTLED, UNKNOWN -> answer(id, waiting, "cancel");
                });
  }

  private Future<Mail> changed(UUID id) {
    return store.get(id).onSuccess(mail -> events.tell(List.of(new MailChange(id, mail.state()))));
  }

  /** It will not be sent; whether it was before is another question. */
  private Future<Mail> cancelled(UUID id) {
    return changed(id)
        .map(
            mail -> {
              if (mail.state() == MailState.UNKNOWN) {
                throw conflict(
                    "The mail was perhaps sent in an earlier attempt (phase unknown);"
                        + " it will not be sent again");
              }
              return mail;
            });
  }

  private Future<Mail> callBack(Call call, UUID id, int looks) {
    return bus.requestEach(Mails.CALL_BACK, call, new Id(id))
        .compose(each -> afterCallBack(call, id, looks, each));
  }

  private Future<Mail> afterCallBack(Call call, UUID id, int looks, NodeReplies<HeldMail> each) {
    for (HeldMail held : each.answers().values()) {
      if (held.calledBack()) {
        return cancelled(id);
      }
      if (held.holds()) {
        return tooLate(id, String.valueOf(held.phase()));
      }
    }
    return looks > 1
        ? Sleep.of(BETWEEN_LOOKS, timers, new Cancellation())
            .compose(v -> cancel(call, id, looks - 1))
        : Future.failedFuture(
            conflict("Somebody who does not answer has the mail: it may be sent (phase unknown)"));
  }

  /** Unless it was called back after all, and only the answer about it was lost. */
  private Future<Mail> tooLate(UUID id, String phase) {
    return store
        .get(id)
        .map(
            mail -> {
              if (mail.state() != MailState.CANCELLED) {
                throw conflict("It is too late: the mail is on the wire (phase " + phase + ")");
              }
              return mail;
            });
  }

  private Future<Mail> reschedule(ChangeMail request) {
    return store
        .reschedule(request.id(), Objects.requireNonNull(request.sendAt()))
        .compose(waiting -> answer(request.id(), waiting, "re-schedule"))
        .onSuccess(mail -> dispatcher.wake());
  }

  private Future<Mail> answer(UUID id, ChangeResult waiting, String verb) {
    return switch (waiting) {
      case CHANGED -> changed(id);
      case UNKNOWN -> Future.failedFuture(Failure.notFound("mail", id));
      case TAKEN -> Future.failedFuture(conflict("The mail is being sent: too late to " + verb));
      case SETTLED ->
          store
              .get(id)
              .map(
                  mail -> {
                    throw conflict("The mail is " + mail.state().lower() + ": too late to " + verb);
                  });
    };
  }

  private Future<Retried> retry(RetryMails request) {
    Future<Retried> retried =
        request.id() != null
            ? retryOne(request.id())
            : store
                .retryAll(Objects.requireNonNull(request.state()), request.limit())
                .map(n -> new Retried(n, n == request.limit()));
    return retried.onSuccess(r -> dispatcher.wake());
  }

  private Future<Retried> retryOne(UUID id) {
    return store
        .retry(id)
        .compose(
            again ->
                again
                    ? Future.succeededFuture(new Retried(1, false))
                    : store
                        .get(id)
                        .map(
                            mail -> {
                              throw conflict(
                                  "The mail is "
                                      + mail.state().lower()
                                      + ": only what is dead or unknown can be tried again");
                            }));
  }

  private static Failure conflict(String message) {
    return Failure.of(FailureCode.CONFLICT, message);
  }
}

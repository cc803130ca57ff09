package dev.carillon.notifier.api;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.task.Outcome;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Served;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.Done;
import dev.carillon.contract.Id;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.mail.MailFactory;
import dev.carillon.notifier.mail.MailStore;
import dev.carillon.notifier.mail.NewMail;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;

/** Serves the contracts of {@link Mails}. */
public final class MailApi {
  /** What a mail counts for beside its text, in characters. */
  private static final int WEIGHT = 8_192;

  /** Two commits at a time, of at most 512 mails or 4 MiB; 64 MiB may wait. */
  private static final GroupCommit.Limits ACCEPTS =
      new GroupCommit.Limits(2, 512 * WEIGHT, 64L << 20);

  private final Bus bus;
  private final MailStore store;
  private final MailFactory factory;
  private final Runnable stored;
  private final GroupCommit<NewMail, Accepted> accepts;

  /**
   * Over a store.
   *
   * @param context where accepts are collected
   * @param stored called when there is something new in the queue
   */
  public MailApi(Bus bus, MailStore store, MailFactory factory, Context context, Runnable stored) {
    this.bus = bus;
    this.store = store;
    this.factory = factory;
    this.stored = stored;
    this.accepts = new GroupCommit<>(context, ACCEPTS, MailApi::weight, this::commit);
  }

  /** Registers every contract. */
  public Served serve() {
    return Served.all(
        List.of(
            bus.serve(Mails.ACCEPT, this::accept),
            bus.serve(Mails.GET, (call, q) -> store.get(q.id())),
            bus.serve(Mails.LIST, (call, q) -> store.list(q)),
            bus.serve(Mails.LEDGER, (call, q) -> store.ledger()),
            bus.serve(Mails.ON_USER_EVENT, (call, event) -> onUserEvent(event))));
  }

  private Future<AcceptedMail> accept(Call call, AcceptMail request) {
    return call.idempotencyKey() == null
        ? resolve(call, request)
            .compose(accepts::submit)
            .map(accepted -> new AcceptedMail(accepted, false))
        : store
            .acceptKeyed(call, request, () -> resolve(call, request))
            .onSuccess(accepted -> stored.run());
  }

  private Future<List<Outcome<Accepted>>> commit(List<NewMail> mails) {
    return store
        .accept(mails)
        .map(
            v -> {
              stored.run();
              return mails.stream()
                  .<Outcome<Accepted>>map(
                      mail -> new Outcome.Success<>(new Accepted(mail.id(), MailState.READY)))
                  .toList();
            });
  }

  private static int weight(NewMail mail) {
    return WEIGHT + mail.text().length() + (mail.html() == null ? 0 : mail.html().length());
  }

  private Future<NewMail> resolve(Call call, AcceptMail request) {
    Recipient to = request.to();
    if (to.userId() == null) {
      return Future.succeededFuture(
          factory.of(request, Objects.requireNonNull(to.email()), to.name()));
    }
    return bus.request(Users.GET, call, new Id(to.userId()))
        .recover(e -> Future.failedFuture(unknownUser(e)))
        .map(
            user -> {
              if (!user.active()) {
                throw Failure.invalid("/to/userId", "is a user who is not active");
              }
              return factory.of(request, user.email(), user.name());
            });
  }

  private static Throwable unknownUser(Throwable cause) {
    return cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
        ? Failure.invalid("/to/userId", "is not a known user")
        : cause;
  }

  private Future<Done> onUserEvent(DomainEvent event) {
    if ("erased".equals(event.data().text("change"))) {
      return cancelPending(event);
    }
    return store
        .acceptOnce(event, factory.onUserEvent(event))
        .map(
            isNew -> {
              if (isNew) {
                stored.run();
              }
              return new Done();
            });
  }

  /** What is being sent at this moment ends first; the event comes again until nothing is left. */
  private Future<Done> cancelPending(DomainEvent event) {
    return store
        .cancelPending(event, factory.addresses(event), factory.userId(event))
        .map(
            left -> {
              if (left > 0) {
                throw Failure.of(
                    FailureCode.UNAVAILABLE, left + " mails are being sent at this moment");
              }
              return new Done();
            });
  }
}

package dev.carillon.notifier.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Served;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.Done;
import dev.carillon.contract.Id;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.mail.AcceptBatcher;
import dev.carillon.notifier.mail.MailFactory;
import dev.carillon.notifier.mail.MailStore;
import dev.carillon.notifier.mail.NewMail;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;

/** Serves the contracts of {@link Mails}. */
public final class MailApi {
  private final Bus bus;
  private final MailStore store;
  private final AcceptBatcher accepts;
  private final MailFactory factory;
  private final Runnable stored;

  /**
   * Over a store.
   *
   * @param stored called when an event has left a mail in the queue
   */
  public MailApi(
      Bus bus, MailStore store, AcceptBatcher accepts, MailFactory factory, Runnable stored) {
    this.bus = bus;
    this.store = store;
    this.accepts = accepts;
    this.factory = factory;
    this.stored = stored;
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

  private Future<Accepted> accept(Call call, AcceptMail request) {
    return resolve(call, request)
        .compose(mail -> accepts.accept(mail).map(v -> new Accepted(mail.id(), MailState.READY)));
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
}

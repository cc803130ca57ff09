package dev.carillon.notifier.api;

import dev.carillon.async.task.Outcome;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Done;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.AcceptMails;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.EventOutcome;
import dev.carillon.contract.mail.EventOutcomes;
import dev.carillon.contract.mail.EventTaken;
import dev.carillon.contract.mail.Explanation;
import dev.carillon.contract.mail.MailOutcomes;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.mail.UserEventBatch;
import dev.carillon.notifier.domain.accept.MailAcceptance;
import dev.carillon.notifier.domain.accept.RecipientDirectory;
import dev.carillon.notifier.domain.events.UserEvents;
import dev.carillon.notifier.domain.mail.MailStore;
import io.vertx.core.Future;
import java.util.List;

/** Serves the contracts of {@link Mails} that accept mail and read it. */
public final class MailEndpoint {
  private final Bus bus;
  private final MailAcceptance acceptance;
  private final UserEvents userEvents;
  private final MailStore store;

  /** Over the domain. */
  public MailEndpoint(Bus bus, MailAcceptance acceptance, UserEvents userEvents, MailStore store) {
    this.bus = bus;
    this.acceptance = acceptance;
    this.userEvents = userEvents;
    this.store = store;
  }

  /** Registers every contract. */
  public Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(Mails.ACCEPT, this::accept),
            bus.serve(Mails.ACCEPT_ALL, this::acceptAll),
            bus.serve(Mails.EXPLAIN, this::explain),
            bus.serve(Mails.GET, (call, q) -> store.get(q.id())),
            bus.serve(Mails.READ_CONTENT, (call, q) -> store.content(q.id())),
            bus.serve(Mails.TIMELINE, (call, q) -> store.timeline(q.id())),
            bus.serve(Mails.LIST, (call, q) -> store.list(q)),
            bus.serve(Mails.KEPT, (call, q) -> store.kept(q)),
            bus.serve(Mails.TRACES, (call, q) -> store.traces(q)),
            bus.serve(Mails.LEDGER, (call, q) -> store.ledger()),
            bus.serve(Mails.ON_USER_EVENT, (call, event) -> userEvents.on(event).map(new Done())),
            bus.serve(Mails.TAKE_USER_EVENT, (call, event) -> userEvents.on(event)),
            bus.serve(Mails.TAKE_USER_EVENTS, (call, batch) -> takeAll(batch))));
  }

  private Future<EventOutcomes> takeAll(UserEventBatch batch) {
    return userEvents
        .onAll(batch.events())
        .map(outcomes -> new EventOutcomes(outcomes.stream().map(MailEndpoint::outcome).toList()));
  }

  private static EventOutcome outcome(Outcome<EventTaken> outcome) {
    return switch (outcome) {
      case Outcome.Success<EventTaken> taken -> EventOutcome.TAKEN;
      case Outcome.Failure<EventTaken>(Throwable cause) -> EventOutcome.refused(cause);
    };
  }

  private Future<AcceptedMail> accept(Call call, AcceptMail request) {
    return acceptance.accept(request, call.idempotency(Mails.ACCEPT, request), users(call));
  }

  private Future<MailOutcomes> acceptAll(Call call, AcceptMails request) {
    return acceptance.acceptAll(request, call.idempotency(Mails.ACCEPT_ALL, request), users(call));
  }

  private Future<Explanation> explain(Call call, AcceptMail request) {
    return acceptance
        .resolve(request, users(call))
        .compose(mail -> store.rules(mail).map(rules -> rules.explain(mail)));
  }

  private RecipientDirectory users(Call call) {
    return new UserDirectory(bus, call);
  }
}

package dev.carillon.notifier.api;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.task.Outcome;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Registration;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.Done;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.AcceptMails;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailOutcome;
import dev.carillon.contract.mail.MailOutcomes;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.accept.MailFactory;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.mail.MailStore;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.template.TemplateStore;
import dev.carillon.notifier.queue.Dispatcher;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;

/** Serves the contracts of {@link Mails}. */
public final class MailEndpoint {
  /** What a mail counts for beside its text, in characters. */
  private static final int WEIGHT = 8_192;

  /**
   * Commits of at most 512 mails or 4 MiB, the second at a time where 64 mails wait; 64 MiB may
   * wait.
   */
  private static final GroupCommit.Bounds AT_ONCE =
      new GroupCommit.Bounds(2, 512 * WEIGHT, 64L << 20, 64 * WEIGHT);

  /** One commit at a time, so that there are connections left; 32 MiB may wait. */
  private static final GroupCommit.Bounds OTHERS =
      new GroupCommit.Bounds(1, 512 * WEIGHT, 32L << 20);

  private final Bus bus;
  private final MailStore store;
  private final MailFactory factory;
  private final MailEvents events;
  private final Resolver resolver;
  private final ManyRecipients recipients;
  private final Dispatcher dispatcher;
  private final GroupCommit<NewMail, Accepted> atOnce;
  private final GroupCommit<NewMail, Accepted> others;

  /** What it works with. */
  public record Parts(
      MailStore store, MailFactory factory, TemplateStore templates, MailEvents events) {}

  /**
   * Over its parts.
   *
   * @param context where accepts are collected
   * @param dispatcher works on what is stored
   */
  public MailEndpoint(Bus bus, Parts parts, Context context, Dispatcher dispatcher) {
    this.bus = bus;
    this.store = parts.store();
    this.factory = parts.factory();
    this.events = parts.events();
    this.resolver = new Resolver(bus, parts);
    this.recipients = new ManyRecipients(resolver);
    this.dispatcher = dispatcher;
    this.atOnce = new GroupCommit<>(context, AT_ONCE, MailEndpoint::weight, this::commit);
    this.others = new GroupCommit<>(context, OTHERS, MailEndpoint::weight, this::commitToQueue);
  }

  /** Registers every contract. */
  public Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(Mails.ACCEPT, this::accept),
            bus.serve(Mails.ACCEPT_ALL, this::acceptAll),
            bus.serve(
                Mails.EXPLAIN, (call, q) -> resolver.resolve(call, q).compose(store::explain)),
            bus.serve(Mails.GET, (call, q) -> store.get(q.id())),
            bus.serve(Mails.LIST, (call, q) -> store.list(q)),
            bus.serve(Mails.LEDGER, (call, q) -> store.ledger()),
            bus.serve(Mails.ON_USER_EVENT, (call, event) -> onUserEvent(event))));
  }

  private Future<AcceptedMail> accept(Call call, AcceptMail request) {
    return call.idempotencyKey() == null
        ? resolver
            .resolve(call, request)
            .compose(this::store)
            .map(one -> new AcceptedMail(one, false))
        : store
            .acceptKeyed(call, request, () -> resolver.resolve(call, request))
            .onSuccess(one -> onStored(one.replayed() ? List.of() : List.of(one.accepted())));
  }

  private Future<Accepted> store(NewMail mail) {
    if (mail.schedule().window() != null) {
      return store.acceptInWindow(mail).onSuccess(one -> onStored(List.of(one)));
    }
    return (mail.schedule().atOnce() ? atOnce : others).submit(mail);
  }

  private Future<List<Outcome<Accepted>>> commit(List<NewMail> mails) {
    return dispatcher
        .store(
            mails.size(),
            worker -> store.accept(mails, worker).onSuccess(stored -> tell(stored.accepted())))
        .map(stored -> outcomes(stored.accepted()));
  }

  private Future<List<Outcome<Accepted>>> commitToQueue(List<NewMail> mails) {
    return store
        .accept(mails, null)
        .onSuccess(stored -> onStored(stored.accepted()))
        .map(stored -> outcomes(stored.accepted()));
  }

  private static List<Outcome<Accepted>> outcomes(List<Accepted> accepted) {
    return accepted.stream().<Outcome<Accepted>>map(Outcome.Success::new).toList();
  }

  static int weight(NewMail mail) {
    Content content = mail.content();
    int attached = content.attachments().stream().mapToInt(a -> a.content().length()).sum();
    return WEIGHT
        + attached
        + content.text().length()
        + (content.html() == null ? 0 : content.html().length());
  }

  private Future<MailOutcomes> acceptAll(Call call, AcceptMails request) {
    return store
        .acceptAll(call, request, () -> recipients.resolve(call, request))
        .onSuccess(
            outcomes ->
                onStored(
                    outcomes.replayed()
                        ? List.of()
                        : outcomes.items().stream()
                            .map(MailOutcome::accepted)
                            .filter(Objects::nonNull)
                            .toList()));
  }

  private void onStored(List<Accepted> accepted) {
    dispatcher.wake();
    tell(accepted);
  }

  private void tell(List<Accepted> accepted) {
    events.tell(
        accepted.stream()
            .filter(one -> !one.duplicate())
            .map(one -> new MailChange(one.id(), one.state()))
            .toList());
  }

  private Future<Done> onUserEvent(DomainEvent<UserEvent> event) {
    if (event.data() instanceof UserEvent.Erased erased) {
      return cancelPending(event, erased);
    }
    return store
        .acceptOnce(event, factory.onUserEvent(event.data()))
        .map(
            isNew -> {
              if (isNew) {
                dispatcher.wake();
              }
              return new Done();
            });
  }

  /** What is being sent at this moment ends first; the event comes again until nothing is left. */
  private Future<Done> cancelPending(DomainEvent<UserEvent> event, UserEvent.Erased erased) {
    return store
        .cancelPending(event, factory.addresses(erased), erased.userId())
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

package dev.carillon.notifier.domain.events;

import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Work;
import dev.carillon.async.trace.TracePoint;
import dev.carillon.async.trace.Traces;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.EventTaken;
import dev.carillon.contract.templates.Template;
import dev.carillon.contract.templates.TemplateName;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.accept.AcceptStore;
import dev.carillon.notifier.domain.accept.AcceptStore.Effect;
import dev.carillon.notifier.domain.accept.Addressee;
import dev.carillon.notifier.domain.accept.MailFactory;
import dev.carillon.notifier.domain.erasure.Erasures;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.template.TemplateStore;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What events of users mean for mail: a new user is welcomed, and an erased user's mail is called
 * back and its content erased.
 */
public final class UserEvents {
  /** The template that new users are welcomed with. */
  private static final String WELCOME = "welcome";

  /** What the first version of the template says too: for when somebody has deleted it. */
  private static final Template BUILT_IN =
      new Template(
          WELCOME,
          0,
          "Welcome, {{to.name}}",
          "Hello {{to.name}},\n\nwelcome! Your account is ready.\n",
          null,
          false,
          Instant.EPOCH);

  private static final Logger LOG = LoggerFactory.getLogger(UserEvents.class);

  private final AcceptStore accepts;
  private final Erasures erasures;
  private final TemplateStore templates;
  private final MailFactory factory;
  private final boolean welcome;
  private final Runnable stored;

  /**
   * Over the stores.
   *
   * @param templates has the one that new users are welcomed with
   * @param welcome whether new users are welcomed
   * @param stored called when there may be mail in the queue
   */
  public UserEvents(
      AcceptStore accepts,
      Erasures erasures,
      TemplateStore templates,
      MailFactory factory,
      boolean welcome,
      Runnable stored) {
    this.accepts = accepts;
    this.erasures = erasures;
    this.templates = templates;
    this.factory = factory;
    this.welcome = welcome;
    this.stored = stored;
  }

  /** Completes after the commit; a second copy of an event changes nothing. UNAVAILABLE. */
  public Future<EventTaken> on(DomainEvent<UserEvent> event) {
    return event.data() instanceof UserEvent.Erased erased
        ? erasures.on(event, erased).map(EventTaken::new)
        : template(List.of(event))
            .map(template -> List.of(effect(event, template)))
            .compose(this::store)
            .map(new EventTaken(null));
  }

  /**
   * Takes events of many users, those of each in order: in one transaction; one by one if that
   * cannot be, so that what is wrong with one keeps no other. One outcome for each, in their order;
   * what is behind an event of its user that may come again is not taken. Erasures are one by one.
   */
  public Future<List<Outcome<EventTaken>>> onAll(List<DomainEvent<UserEvent>> events) {
    if (events.stream().anyMatch(event -> event.data() instanceof UserEvent.Erased)) {
      return new InTurn(this::on).all(events);
    }
    return template(events)
        .compose(
            template -> {
              EventBatch batch = EventBatch.of(events, event -> effect(event, template));
              return batch
                  .inPieces(this::store)
                  .map(v -> batch.outcomes())
                  .recover(
                      e ->
                          mayPass(e)
                              ? Future.failedFuture(e)
                              : new InTurn(event -> alone(event, template)).all(events));
            });
  }

  /** Nobody's fault: all of it comes again, and each for itself would meet the same. */
  private static boolean mayPass(Throwable cause) {
    return cause instanceof Failure failure && failure.code().retryable();
  }

  private Future<EventTaken> alone(DomainEvent<UserEvent> event, Template template) {
    return Work.begin(() -> store(List.of(effect(event, template)))).map(new EventTaken(null));
  }

  private Future<Void> store(List<Effect> effects) {
    return accepts
        .acceptOnce(effects)
        .onSuccess(
            fresh -> {
              if (fresh > 0) {
                stored.run();
              }
            })
        .mapEmpty();
  }

  /** What an event calls for. INVALID where the event names nobody whom mail could reach. */
  private Effect effect(DomainEvent<UserEvent> event, Template template) {
    if (!isWelcome(event.data()) || !(event.data() instanceof UserEvent.Created created)) {
      return new Effect(event, null);
    }
    String email = created.email();
    String name = created.name();
    Checks.start().email("/data/email", email).line("/data/name", name, 0, 200).verify();
    Addressee to = new Addressee(Objects.requireNonNull(email), name, null, true);
    return new Effect(event, filled(template, to, created.userId()).with(null, trace(event)));
  }

  /** Of those that come together each says what it came from. */
  private static @Nullable TracePoint trace(DomainEvent<UserEvent> event) {
    TracePoint own = TracePoint.parse(event.traceparent());
    return own == null ? Traces.sampled() : own.sampled() ? own : null;
  }

  /** A new user is welcomed unless the event says that this is not wanted. */
  private boolean isWelcome(UserEvent event) {
    return welcome
        && event instanceof UserEvent.Created created
        && Boolean.TRUE.equals(created.welcome());
  }

  /** Read once for all of them, and only if somebody is welcomed. */
  private Future<Template> template(List<DomainEvent<UserEvent>> events) {
    return events.stream().noneMatch(event -> isWelcome(event.data()))
        ? Future.succeededFuture(BUILT_IN)
        : templates.get(new TemplateName(WELCOME, null)).recover(UserEvents::builtIn);
  }

  private static Future<Template> builtIn(Throwable cause) {
    return cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
        ? Future.succeededFuture(BUILT_IN)
        : Future.failedFuture(cause);
  }

  /** A template that asks for more than there is must not keep the events that come after. */
  private NewMail filled(Template template, Addressee to, UUID userId) {
    try {
      return factory.filled(template, to, userId);
    } catch (Failure cannot) {
      LOG.warn(
          "Version {} of the template {} cannot be filled ({}); new users get the built-in text",
          template.version(),
          WELCOME,
          cannot.message());
      return factory.filled(BUILT_IN, to, userId);
    }
  }
}

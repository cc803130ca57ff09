package dev.carillon.notifier.domain.accept;

import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.EventTaken;
import dev.carillon.contract.templates.Template;
import dev.carillon.contract.templates.TemplateName;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.erasure.Erasures;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.template.TemplateStore;
import io.vertx.core.Future;
import java.time.Instant;
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
    if (event.data() instanceof UserEvent.Erased erased) {
      return erasures.on(event, erased).map(EventTaken::new);
    }
    return welcome(event.data())
        .compose(mail -> accepts.acceptOnce(event, mail))
        .map(
            isNew -> {
              if (isNew) {
                stored.run();
              }
              return new EventTaken(null);
            });
  }

  /** A new user is welcomed unless the event says that this is not wanted. */
  private Future<@Nullable NewMail> welcome(UserEvent event) {
    if (!welcome
        || !(event instanceof UserEvent.Created created)
        || !Boolean.TRUE.equals(created.welcome())) {
      return Future.succeededFuture();
    }
    String email = created.email();
    String name = created.name();
    Checks.start().email("/data/email", email).line("/data/name", name, 0, 200).verify();
    Addressee to = new Addressee(Objects.requireNonNull(email), name, null, true);
    return templates
        .get(new TemplateName(WELCOME, null))
        .recover(UserEvents::builtIn)
        .map(template -> filled(template, to, created.userId()));
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

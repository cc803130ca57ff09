package dev.carillon.notifier.domain.accept;

import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.control.ControlStore;
import dev.carillon.notifier.domain.mail.NewMail;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What events of users mean for mail: a new user is welcomed, and an erased user's mail is called
 * back and its content erased.
 */
public final class UserEvents {
  private final AcceptStore accepts;
  private final ControlStore controls;
  private final MailFactory factory;
  private final boolean welcome;
  private final Runnable stored;

  /**
   * Over the stores.
   *
   * @param welcome whether new users are welcomed
   * @param stored called when there may be mail in the queue
   */
  public UserEvents(
      AcceptStore accepts,
      ControlStore controls,
      MailFactory factory,
      boolean welcome,
      Runnable stored) {
    this.accepts = accepts;
    this.controls = controls;
    this.factory = factory;
    this.welcome = welcome;
    this.stored = stored;
  }

  /** Completes after the commit; a second copy of an event changes nothing. UNAVAILABLE. */
  public Future<Void> on(DomainEvent<UserEvent> event) {
    if (event.data() instanceof UserEvent.Erased erased) {
      return cancelPending(event, erased);
    }
    return accepts
        .acceptOnce(event, welcome(event.data()))
        .map(
            isNew -> {
              if (isNew) {
                stored.run();
              }
              return null;
            });
  }

  /** A new user is welcomed unless the event says that this is not wanted. */
  private @Nullable NewMail welcome(UserEvent event) {
    if (!welcome
        || !(event instanceof UserEvent.Created created)
        || !Boolean.TRUE.equals(created.welcome())) {
      return null;
    }
    String email = created.email();
    String name = created.name();
    Checks.start().email("/data/email", email).line("/data/name", name, 1, 200).verify();
    return factory.plain(
        Objects.requireNonNull(email),
        Objects.requireNonNull(name),
        created.userId(),
        "Welcome, " + name,
        "Hello " + name + ",\n\nwelcome! Your account is ready.\n",
        "welcome");
  }

  /** What is being sent at this moment ends first; the event comes again until nothing is left. */
  private Future<Void> cancelPending(DomainEvent<UserEvent> event, UserEvent.Erased erased) {
    return controls
        .cancelPending(event, addresses(erased), erased.userId())
        .compose(
            left -> {
              if (left > 0) {
                throw Failure.of(
                    FailureCode.UNAVAILABLE, left + " mails are being sent at this moment");
              }
              return controls.eraseContent(addresses(erased), erased.userId(), event.time());
            });
  }

  private static List<String> addresses(UserEvent.Erased erased) {
    return erased.addresses() == null
        ? List.of()
        : erased.addresses().stream().map(a -> a.toLowerCase(Locale.ROOT)).toList();
  }
}

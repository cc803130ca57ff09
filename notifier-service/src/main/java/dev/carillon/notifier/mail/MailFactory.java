package dev.carillon.notifier.mail;

import dev.carillon.async.time.Uuid7;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.failure.Checks;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes mails: gives them their id and Message-ID, and writes the welcome mail. */
public final class MailFactory {
  private final Uuid7 ids;
  private final String domain;
  private final boolean welcome;

  /**
   * A factory.
   *
   * @param domain the right side of every Message-ID
   * @param welcome whether new users are welcomed
   */
  public MailFactory(Uuid7 ids, String domain, boolean welcome) {
    this.ids = ids;
    this.domain = domain;
    this.welcome = welcome;
  }

  /** The mail of a request whose recipient's address is known. */
  public NewMail of(AcceptMail request, String email, @Nullable String name) {
    Content content =
        new Content(
            request.text(),
            request.html(),
            request.replyTo(),
            request.headers() == null ? Map.of() : request.headers(),
            request.attachments() == null ? List.of() : request.attachments());
    UUID id = ids.next();
    return new NewMail(
        id,
        email,
        name,
        request.to().userId(),
        request.subject(),
        content,
        messageId(id),
        null,
        Terms.of(request));
  }

  /** The mail that a user event calls for, or null: a new user is welcomed unless told not to. */
  public @Nullable NewMail onUserEvent(DomainEvent event) {
    if (!welcome
        || !"created".equals(event.data().text("change"))
        || !event.data().isTrue("welcome")) {
      return null;
    }
    String email = event.data().text("email");
    String name = event.data().text("name");
    Checks.start().email("/data/email", email).line("/data/name", name, 1, 200).verify();
    String greeting = "Hello " + name + ",\n\nwelcome! Your account is ready.\n";
    UUID id = ids.next();
    return new NewMail(
        id,
        String.valueOf(email),
        name,
        userId(event),
        "Welcome, " + name,
        Content.text(greeting),
        messageId(id),
        "welcome",
        Terms.NOW);
  }

  /** The addresses, in lower case, that were those of a user who was erased. */
  public List<String> addresses(DomainEvent event) {
    return event.data().members().get("addresses") instanceof List<?> list
        ? list.stream().map(String::valueOf).map(a -> a.toLowerCase(Locale.ROOT)).toList()
        : List.of();
  }

  /** The user whom an event is about; null if it does not say. */
  public @Nullable UUID userId(DomainEvent event) {
    String id = event.data().text("userId");
    return id == null ? null : UUID.fromString(id);
  }

  private String messageId(UUID id) {
    return "<" + id + "@" + domain + ">";
  }
}

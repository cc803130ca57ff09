package dev.carillon.notifier.domain.accept;

import dev.carillon.async.time.Uuid7;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.templates.RenderedTemplate;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.failure.Checks;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.Digest;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.suppression.UnsubscribeLinks;
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
  private final UnsubscribeLinks links;

  /**
   * A factory.
   *
   * @param domain the right side of every Message-ID
   * @param welcome whether new users are welcomed
   * @param links makes the links in mail of a topic
   */
  public MailFactory(Uuid7 ids, String domain, boolean welcome, UnsubscribeLinks links) {
    this.links = links;
    this.ids = ids;
    this.domain = domain;
    this.welcome = welcome;
  }

  /**
   * The mail of a request.
   *
   * @param to whose address is known
   * @param words what it says: the request's own words, or its template filled
   */
  public NewMail of(AcceptMail request, Addressee to, RenderedBody words) {
    return of(ids.next(), request, to, words, words.text());
  }

  private NewMail of(
      UUID id, AcceptMail request, Addressee to, RenderedBody words, RenderedTemplate text) {
    String topic = request.topic();
    Content content =
        new Content(
            text.text(),
            text.html(),
            request.replyTo(),
            request.headers() == null ? Map.of() : request.headers(),
            request.attachments() == null ? List.of() : request.attachments(),
            topic == null ? null : links.link(to.email(), topic));
    boolean critical = Boolean.TRUE.equals(request.critical());
    return new NewMail(
        id,
        to.email(),
        to.name(),
        request.to().userId(),
        text.subject(),
        content,
        messageId(id),
        new MailTags(request.template(), topic, critical, to.zone(), words.holdUnknown()),
        MailSchedule.of(request),
        request.digestKey() == null
            ? null
            : new Digest(
                words.item(), items -> of(id, request, to, words, words.together().apply(items))));
  }

  /** The mail that a user event calls for, or null: a new user is welcomed unless told not to. */
  public @Nullable NewMail onUserEvent(UserEvent event) {
    if (!welcome
        || !(event instanceof UserEvent.Created created)
        || !Boolean.TRUE.equals(created.welcome())) {
      return null;
    }
    String email = created.email();
    String name = created.name();
    Checks.start().email("/data/email", email).line("/data/name", name, 1, 200).verify();
    String greeting = "Hello " + name + ",\n\nwelcome! Your account is ready.\n";
    UUID id = ids.next();
    return new NewMail(
        id,
        email,
        name,
        created.userId(),
        "Welcome, " + name,
        Content.text(greeting),
        messageId(id),
        new MailTags("welcome", null, false, null, false),
        MailSchedule.NOW,
        null);
  }

  /** The addresses, in lower case, that were those of a user who was erased. */
  public List<String> addresses(UserEvent.Erased erased) {
    return erased.addresses() == null
        ? List.of()
        : erased.addresses().stream().map(a -> a.toLowerCase(Locale.ROOT)).toList();
  }

  private String messageId(UUID id) {
    return "<" + id + "@" + domain + ">";
  }
}

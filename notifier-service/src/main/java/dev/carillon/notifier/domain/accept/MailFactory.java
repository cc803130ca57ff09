package dev.carillon.notifier.domain.accept;

import dev.carillon.async.time.Uuid7;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.DigestMode;
import dev.carillon.contract.mail.From;
import dev.carillon.contract.mail.MailBody;
import dev.carillon.contract.mail.MailMerge;
import dev.carillon.contract.mail.MailTimes;
import dev.carillon.contract.mail.Priority;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.contract.templates.RenderedTemplate;
import dev.carillon.contract.templates.Template;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.DigestItem;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.notifier.domain.suppression.UnsubscribeLinks;
import dev.carillon.notifier.domain.template.TemplateRenderer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the mail of a request: its id and Message-ID, what it says, when it is to go. */
public final class MailFactory {
  private static final String LINE = "\n\n----------\n\n";

  private final Uuid7 ids;
  private final String domain;
  private final Set<String> froms;
  private final UnsubscribeLinks links;
  private final TemplateRenderer renderer = new TemplateRenderer();

  /**
   * A factory.
   *
   * @param domain the right side of every Message-ID
   * @param froms the addresses that mail may be sent from, in lower case
   * @param links makes the links in mail of a topic
   */
  public MailFactory(Uuid7 ids, String domain, Set<String> froms, UnsubscribeLinks links) {
    this.ids = ids;
    this.domain = domain;
    this.froms = Set.copyOf(froms);
    this.links = links;
  }

  /**
   * What a mail says.
   *
   * @param holdUnknown whether its template wants it to wait once it was perhaps sent
   * @param item what a digest keeps of it
   * @param together what a digest of such items says
   */
  private record Body(
      RenderedTemplate text,
      boolean holdUnknown,
      Doc item,
      Function<List<Doc>, RenderedTemplate> together) {}

  /**
   * The mail of a request. INVALID where the data does not fill the template.
   *
   * @param sender who has it sent: the name of a key
   * @param to the recipient, looked up
   * @param template the one that the request names; null if it says by itself what it says
   */
  public NewMail of(
      AcceptMail request, @Nullable String sender, Addressee to, @Nullable Template template) {
    checkFrom(request.from());
    Body body = template == null ? own(request) : filled(template, request, to);
    return mail(ids.next(), request, sender, to, body, body.text());
  }

  /** The mail of a template to a user, of the service's own, to be sent at once. INVALID. */
  public NewMail filled(Template template, Addressee to, UUID userId) {
    AcceptMail request =
        AcceptMail.of(
            new Recipient(userId, null, null), new MailBody.Filled(template.name(), null));
    return of(request, null, to, template);
  }

  private void checkFrom(@Nullable From from) {
    String email = from == null ? null : from.email();
    if (email != null && !froms.contains(email.toLowerCase(Locale.ROOT))) {
      throw Failure.invalid("/from/email", "is not an address that mail may be sent from");
    }
  }

  private NewMail mail(
      UUID id,
      AcceptMail request,
      @Nullable String sender,
      Addressee to,
      Body body,
      RenderedTemplate text) {
    boolean critical = Boolean.TRUE.equals(request.critical());
    return new NewMail(
        id,
        to.email(),
        to.name(),
        request.to().userId(),
        text.subject(),
        content(request, to, text),
        messageId(id),
        new MailTags(request.template(), request.topic(), critical, to.zone(), body.holdUnknown()),
        schedule(request),
        sender,
        request.digestKey() == null
            ? null
            : new DigestItem(
                body.item(),
                items -> mail(id, request, sender, to, body, body.together().apply(items))),
        null,
        null);
  }

  private Content content(AcceptMail request, Addressee to, RenderedTemplate text) {
    String topic = request.topic();
    return new Content(
        text.text(),
        text.html(),
        request.replyTo(),
        request.headers() == null ? Map.of() : request.headers(),
        request.attachments() == null ? List.of() : request.attachments(),
        topic == null ? null : links.link(to.email(), topic),
        request.from());
  }

  private String messageId(UUID id) {
    return "<" + id + "@" + domain + ">";
  }

  private static Body own(AcceptMail request) {
    RenderedTemplate own =
        new RenderedTemplate(
            Objects.requireNonNull(request.subject()),
            Objects.requireNonNull(request.text()),
            request.html());
    Doc item = Doc.object("subject", own.subject(), "text", own.text());
    return new Body(own, false, item, items -> listed(own.subject(), items));
  }

  /** A digest of mails without a template: one after the other, under the subject of the last. */
  private static RenderedTemplate listed(String subject, List<Doc> items) {
    String text =
        items.stream()
            .map(item -> item.text("subject") + "\n\n" + item.text("text"))
            .collect(Collectors.joining(LINE));
    return new RenderedTemplate(subject + " (" + items.size() + ")", text, null);
  }

  /** A template also has {@code to.email} and {@code to.name}; that of a digest its items. */
  private Body filled(Template template, AcceptMail request, Addressee to) {
    Doc data = request.data() == null ? Doc.of(Map.of()) : request.data();
    Map<String, Object> all = new LinkedHashMap<>(data.members());
    all.put("to", Map.of("email", to.email(), "name", to.name() == null ? "" : to.name()));
    Function<List<Doc>, RenderedTemplate> together =
        items -> {
          Map<String, Object> more = new LinkedHashMap<>(all);
          more.put("items", items.stream().map(Doc::value).toList());
          more.put("count", items.size());
          return renderer.render(template, Doc.of(more));
        };
    return new Body(
        request.digestKey() == null
            ? renderer.render(template, Doc.of(all))
            : together.apply(List.of(data)),
        template.holdUnknown(),
        data,
        together);
  }

  private static MailSchedule schedule(AcceptMail request) {
    MailTimes times = request.times();
    MailMerge merge = request.merge();
    boolean undo = times.undo() != null && !times.undo().isZero();
    return new MailSchedule(
        times.sendAt(),
        positive(longer(longer(times.delay(), times.undo()), gathered(merge))),
        undo,
        times.expiresAt(),
        request.priority() == null ? Priority.NORMAL : request.priority(),
        merge instanceof MailMerge.Dedup dedup ? dedup.key() : null,
        window(merge));
  }

  /** How long it waits for others. */
  private static @Nullable Duration gathered(@Nullable MailMerge merge) {
    return merge instanceof MailMerge.Digest digest && digest.mode() != DigestMode.FIRST
        ? digest.window()
        : null;
  }

  private static @Nullable Window window(@Nullable MailMerge merge) {
    return switch (merge) {
      case MailMerge.Debounce debounce -> Window.debounce(debounce.key(), debounce.delay());
      case MailMerge.Digest digest -> Window.digest(digest.mode(), digest.key(), digest.window());
      case MailMerge.Dedup alone -> null;
      case null -> null;
    };
  }

  private static @Nullable Duration positive(@Nullable Duration delay) {
    return delay == null || delay.isZero() ? null : delay;
  }

  private static @Nullable Duration longer(@Nullable Duration a, @Nullable Duration b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) > 0 ? a : b;
  }
}

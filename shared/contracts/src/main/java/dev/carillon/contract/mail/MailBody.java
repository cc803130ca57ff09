package dev.carillon.contract.mail;

import dev.carillon.contract.templates.TemplateName;
import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a mail says: a text of its own, or a template that is filled. */
public sealed interface MailBody {
  /** What is said where nothing takes the place of a field. */
  String REQUIRED = "is required";

  /**
   * A text of its own.
   *
   * @param subject one line
   * @param text the plain text
   * @param html the same as HTML, if there is one
   */
  record Text(String subject, String text, @Nullable String html) implements MailBody {}

  /**
   * A template, of which the latest version is taken.
   *
   * @param data what fills it; null if the request has none
   */
  record Filled(String template, @Nullable Doc data) implements MailBody {}

  /** The body that the fields of a request say; they passed {@link #check}. */
  static MailBody of(AcceptMail mail) {
    return mail.template() == null
        ? new Text(
            Objects.requireNonNull(mail.subject()),
            Objects.requireNonNull(mail.text()),
            mail.html())
        : new Filled(mail.template(), mail.data());
  }

  /** Says what is wrong with the fields of a request that make its body. */
  static void check(
      Checks checks,
      @Nullable String subject,
      @Nullable String text,
      @Nullable String html,
      @Nullable String template,
      @Nullable Doc data) {
    checks
        .textIfPresent("/text", text, 1, AcceptMail.MAX_BODY)
        .textIfPresent("/html", html, 1, AcceptMail.MAX_BODY);
    checks
        .that(template != null || subject != null, "/subject", REQUIRED)
        .lineIfPresent("/subject", template == null ? subject : null, 1, AcceptMail.MAX_SUBJECT)
        .that(template != null || text != null, "/text", REQUIRED)
        .matchesIfPresent("/template", template, TemplateName.NAME, TemplateName.RULE)
        .that(
            template == null || (subject == null && text == null && html == null),
            "/template",
            "takes the place of subject, text and html")
        .that(template != null || data == null, "/data", "can only be used with template")
        .objectIfPresent("/data", data == null || data.isObject(), "must be an object");
  }
}

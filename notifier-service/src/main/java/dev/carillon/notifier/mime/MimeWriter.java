package dev.carillon.notifier.mime;

import dev.carillon.contract.mail.Attachment;
import dev.carillon.contract.mail.From;
import dev.carillon.contract.mail.MailHeaders;
import dev.carillon.failure.Checks;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.mail.Content;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes a mail as bytes for the {@code DATA} of SMTP. The same mail has the same bytes in every
 * attempt and for every server, so that a duplicate can be recognised. Every field of a header or
 * of the envelope is checked here again.
 */
public final class MimeWriter {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final Pattern LINK = Pattern.compile("https?://[!-~&&[^<>]]{1,900}");
  private static final Pattern PARAMETER =
      Pattern.compile("\\s*;\\s*([^;\"\\s]+=(?:\"[^\"]*\"|[^;\"\\s]*))");
  private static final String END = "\r\n";

  private final From from;
  private final @Nullable Supplier<DkimSigner> signer;

  /**
   * A writer for one sender.
   *
   * @param from the sender of mail that names no other, with an address
   * @param signer signs every mail, if there is one; asked for with each, because keys are replaced
   */
  public MimeWriter(From from, @Nullable Supplier<DkimSigner> signer) {
    this.from = from;
    this.signer = signer;
  }

  private From from(Outgoing mail) {
    return Objects.requireNonNullElse(mail.content().from(), from);
  }

  /** The sender's address. */
  public String envelopeFrom(Outgoing mail) {
    String email = from(mail).email();
    return Objects.requireNonNull(email == null ? from.email() : email);
  }

  /**
   * The mail, dot-stuffed and with the final dot.
   *
   * @throws dev.carillon.failure.Failure INVALID if a field must not be in a header
   */
  public byte[] write(Outgoing mail) {
    check(mail);
    StringBuilder out = new StringBuilder(1_024 + mail.content().text().length());
    headers(out, mail);
    body(out, mail.content(), "=_" + mail.id().toString().replace("-", ""));
    String message = out.toString();
    return stuffed(signer == null ? message : signer.get().sign(message) + message);
  }

  private static boolean isBlank(@Nullable String text) {
    return text != null && text.isBlank();
  }

  private static void check(Outgoing mail) {
    Checks checks =
        Checks.start()
            .email("recipient", mail.recipient())
            .line("subject", mail.subject(), 0, Integer.MAX_VALUE)
            .that(!isBlank(mail.subject()), "subject", "is blank")
            .lineIfPresent("recipient name", mail.recipientName(), 0, Integer.MAX_VALUE)
            .that(!isBlank(mail.recipientName()), "recipient name", "is blank")
            .line("message id", mail.messageId(), 1, Integer.MAX_VALUE);
    if (mail.content().replyTo() != null) {
      checks.email("reply to", mail.content().replyTo());
    }
    if (mail.content().unsubscribe() != null) {
      checks.that(
          LINK.matcher(mail.content().unsubscribe()).matches(),
          "unsubscribe",
          "is not a plain link");
    }
    MailHeaders.check(checks, "headers", mail.content().headers());
    Attachment.check(checks, "attachments", mail.content().attachments());
    checks.verify();
  }

  private void headers(StringBuilder out, Outgoing mail) {
    header(out, "Date", DATE.format(mail.date()));
    header(out, "From", HeaderText.address(envelopeFrom(mail), from(mail).name(), 6));
    header(out, "To", HeaderText.address(mail.recipient(), mail.recipientName(), 4));
    if (mail.content().replyTo() != null) {
      header(out, "Reply-To", mail.content().replyTo());
    }
    text(out, "Subject", mail.subject());
    header(out, "Message-ID", mail.messageId());
    header(out, "Auto-Submitted", "auto-generated");
    mail.content().headers().forEach((name, value) -> text(out, name, value));
    if (mail.content().unsubscribe() != null) { // RFC 8058
      header(out, "List-Unsubscribe", "<" + mail.content().unsubscribe() + ">");
      header(out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    header(out, "MIME-Version", "1.0");
  }

  /** A header of free text. */
  private static void text(StringBuilder out, String name, String value) {
    header(out, name, HeaderText.of(value, name.length() + 2));
  }

  private static void header(StringBuilder out, String name, String value) {
    out.append(name).append(": ").append(value).append(END);
  }

  private static void body(StringBuilder out, Content content, String boundary) {
    if (content.attachments().isEmpty()) {
      texts(out, content, boundary + "_a");
      return;
    }
    multipart(out, "mixed", boundary + "_m");
    delimiter(out, boundary + "_m");
    texts(out, content, boundary + "_a");
    for (Attachment attachment : content.attachments()) {
      delimiter(out, boundary + "_m");
      attachment(out, attachment);
    }
    out.append(END).append("--").append(boundary).append("_m--").append(END);
  }

  private static void texts(StringBuilder out, Content content, String boundary) {
    if (content.html() == null) {
      textPart(out, "plain", content.text());
      return;
    }
    multipart(out, "alternative", boundary);
    delimiter(out, boundary);
    textPart(out, "plain", content.text());
    delimiter(out, boundary);
    textPart(out, "html", content.html());
    out.append(END).append("--").append(boundary).append("--").append(END);
  }

  private static void multipart(StringBuilder out, String kind, String boundary) {
    header(out, "Content-Type", "multipart/" + kind + ";\r\n boundary=\"" + boundary + '"');
  }

  private static void delimiter(StringBuilder out, String boundary) {
    out.append(END).append("--").append(boundary).append(END);
  }

  private static void textPart(StringBuilder out, String kind, String text) {
    String normalised = Transfer.normalised(text);
    Transfer transfer = Transfer.of(normalised);
    header(out, "Content-Type", "text/" + kind + "; charset=UTF-8");
    header(out, "Content-Transfer-Encoding", transfer.label());
    out.append(END).append(transfer.encode(normalised));
  }

  private static void attachment(StringBuilder out, Attachment attachment) {
    header(out, "Content-Type", type(attachment.type()));
    header(
        out,
        "Content-Disposition",
        "attachment;\r\n " + HeaderText.parameter("filename", attachment.name()));
    header(out, "Content-Transfer-Encoding", Transfer.BASE64.label());
    byte[] bytes = Base64.getDecoder().decode(attachment.content());
    out.append(END).append(Transfer.base64(bytes));
  }

  /** A media type with each of its parameters on a line, if it has some. */
  private static String type(String type) {
    return PARAMETER.matcher(type).replaceAll(";\r\n $1");
  }

  /** Dot-stuffing: a leading dot is doubled, and a line with a dot ends the mail. */
  private static byte[] stuffed(String message) {
    StringBuilder out = new StringBuilder(message.length() + 16);
    int line = 0;
    while (line < message.length()) {
      int end = message.indexOf(END, line);
      int next = end < 0 ? message.length() : end + 2;
      if (message.charAt(line) == '.') {
        out.append('.');
      }
      out.append(message, line, next);
      line = next;
    }
    if (!message.endsWith(END)) {
      out.append(END);
    }
    return out.append('.').append(END).toString().getBytes(StandardCharsets.US_ASCII);
  }
}

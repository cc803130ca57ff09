package dev.carillon.embedded.inbox;

import dev.carillon.contract.inbox.InboxContent;
import dev.carillon.contract.inbox.InboxMail;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.util.SharedByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mail whose parts were found. Nothing that a mail holds makes this fail: what cannot be read is
 * left out, and what is too much is told instead of the subject.
 */
final class ParsedMail {
  static final int MAX_DEPTH = 20;
  private static final int MAX_FILES = 200;
  private static final int MAX_HEADERS = 200;
  private static final int MAX_HEADER = 8_000;
  private static final int MAX_SUBJECT = 2_000;
  private static final int LIST_TEXT = 65_536;
  private static final int MAX_TEXT = 200_000;
  private static final int MAX_HTML = 300_000;
  private static final int BYTES_OF_CHARACTER = 4;

  private static final Properties SETTINGS = settings();

  private final MailFile file;
  private final List<MailPart> files = new ArrayList<>();
  private final List<InboxContent.Header> headers = new ArrayList<>();
  private String subject = "";
  private @Nullable String messageId;
  private @Nullable MailPart text;
  private @Nullable MailPart html;
  private boolean truncated;

  private ParsedMail(MailFile file) {
    this.file = file;
  }

  /** Headers may be UTF-8 as they are (RFC 6532), which every program of today reads. */
  private static Properties settings() {
    Properties settings = new Properties();
    settings.put("mail.mime.allowutf8", "true");
    return settings;
  }

  /** Reads a mail. */
  static ParsedMail of(MailFile file) {
    ParsedMail mail = new ParsedMail(file);
    String excess = MimeBounds.exceeded(file.message());
    if (excess != null) {
      return mail.unreadable("it has " + excess);
    }
    try {
      mail.read(
          new MimeMessage(
              Session.getInstance(SETTINGS), new SharedByteArrayInputStream(file.message())));
      return mail;
    } catch (MessagingException | RuntimeException e) {
      return mail.unreadable(String.valueOf(e.getMessage()));
    }
  }

  private ParsedMail unreadable(String why) {
    subject = MailPart.clean("(not readable: " + why + ")", MAX_SUBJECT);
    truncated = true;
    return this;
  }

  private void read(MimeMessage message) throws MessagingException {
    String given = message.getSubject();
    subject = given == null ? "" : MailPart.clean(given, MAX_SUBJECT);
    String id = message.getMessageID();
    messageId = id == null ? null : MailPart.clean(id, MAX_SUBJECT);
    for (Header header : Collections.list(message.getAllHeaders())) {
      if (headers.size() == MAX_HEADERS) {
        truncated = true;
        break;
      }
      headers.add(
          new InboxContent.Header(
              MailPart.clean(header.getName(), MAX_HEADER),
              MailPart.clean(MailPart.decoded(String.valueOf(header.getValue())), MAX_HEADER)));
    }
    walk(message, 0);
  }

  private void walk(MimePart part, int depth) {
    try {
      if (!part.isMimeType("multipart/*")) {
        leaf(new MailPart(part));
      } else if (depth == MAX_DEPTH) {
        truncated = true;
      } else {
        MimeMultipart parts = new MimeMultipart(part.getDataHandler().getDataSource());
        for (int i = 0; i < parts.getCount(); i++) {
          walk((MimePart) parts.getBodyPart(i), depth + 1);
        }
      }
    } catch (MessagingException | RuntimeException broken) {
      truncated = true;
    }
  }

  private void leaf(MailPart part) {
    String type = part.type();
    if (text == null && type.equals("text/plain") && part.isBody()) {
      text = part;
    } else if (html == null && type.equals("text/html") && part.isBody()) {
      html = part;
    } else if (files.size() < MAX_FILES) {
      files.add(part);
    } else {
      truncated = true;
    }
  }

  /** As it stands in a list. */
  InboxMail summary(UUID id, Instant at) {
    return new InboxMail(id, file.from(), file.to(), subject, messageId, at, text(text, LIST_TEXT));
  }

  /** All of it that is told. */
  InboxContent content(UUID id, Instant at) {
    String shown = text(text, MAX_TEXT);
    String markup = html == null ? null : text(html, MAX_HTML);
    boolean cut = shown.length() == MAX_TEXT || (markup != null && markup.length() == MAX_HTML);
    List<InboxContent.Attached> attached = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      MailPart part = files.get(i);
      attached.add(new InboxContent.Attached(i, name(i), part.type(), part.size()));
    }
    return new InboxContent(
        id,
        file.from(),
        file.to(),
        subject,
        messageId,
        at,
        file.message().length,
        shown,
        markup,
        markup != null && MailHtml.namesOthers(markup),
        headers,
        attached,
        truncated || cut);
  }

  private static String text(@Nullable MailPart part, int max) {
    return part == null ? "" : MailPart.clean(part.text(BYTES_OF_CHARACTER * max), max);
  }

  /** Its HTML with the pictures that it brings along; null without any. */
  @Nullable String html() {
    return html == null ? null : MailHtml.whole(html, files);
  }

  /** The message as it came. */
  byte[] source() {
    return file.message();
  }

  /** One of its files; null for one that it does not have. */
  @Nullable MailPart file(int index) {
    return index < files.size() ? files.get(index) : null;
  }

  /** What a file is called. */
  String name(int index) {
    String name = files.get(index).name();
    return name == null || name.isBlank() ? "part-" + index : name;
  }
}

package dev.carillon.notifier.domain.mail;

import dev.carillon.contract.mail.Attachment;
import dev.carillon.contract.mail.From;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a mail says beside its subject. Stored as JSON.
 *
 * @param from whom it is from, if not from the usual sender
 * @param headers further headers, in their order
 * @param unsubscribe the link that ends mail of this kind, if there is one
 */
public record Content(
    String text,
    @Nullable String html,
    @Nullable String replyTo,
    Map<String, String> headers,
    List<Attachment> attachments,
    @Nullable String unsubscribe,
    @Nullable From from) {
  public Content {
    headers =
        headers == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    attachments = attachments == null ? List.of() : List.copyOf(attachments);
  }

  /** From the usual sender. */
  public Content(
      String text,
      @Nullable String html,
      @Nullable String replyTo,
      Map<String, String> headers,
      List<Attachment> attachments,
      @Nullable String unsubscribe) {
    this(text, html, replyTo, headers, attachments, unsubscribe, null);
  }

  /** About how many bytes it takes, where most of it is ASCII. */
  public long size() {
    return text.length()
        + (html == null ? 0 : html.length())
        + attachments.stream().mapToLong(file -> file.content().length()).sum();
  }

  /** A text and nothing else. */
  public static Content text(String text) {
    return new Content(text, null, null, Map.of(), List.of(), null);
  }
}

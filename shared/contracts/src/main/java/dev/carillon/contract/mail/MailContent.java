package dev.carillon.contract.mail;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a mail says beside its subject, as it is sent.
 *
 * @param from whom it is from, if not from the usual sender
 * @param headers further headers
 */
public record MailContent(
    String text,
    @Nullable String html,
    @Nullable String replyTo,
    @Nullable From from,
    Map<String, String> headers,
    List<Attachment> attachments) {
  public MailContent {
    headers = headers == null ? Map.of() : Map.copyOf(headers);
    attachments = attachments == null ? List.of() : List.copyOf(attachments);
  }
}

package dev.carillon.contract.mail;

import dev.carillon.json.write.JsonOut;
import dev.carillon.json.write.JsonOut.Field;
import dev.carillon.json.write.JsonWritable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a mail says beside its subject, as it is sent.
 *
 * @param from whom it is from, if not from the usual sender
 * @param headers further headers, in their order
 */
public record MailContent(
    String text,
    @Nullable String html,
    @Nullable String replyTo,
    @Nullable From from,
    Map<String, String> headers,
    List<Attachment> attachments)
    implements JsonWritable {
  private static final Field TEXT = JsonOut.name("text");
  private static final Field HTML = JsonOut.name("html");
  private static final Field REPLY_TO = JsonOut.name("replyTo");
  private static final Field FROM = JsonOut.name("from");
  private static final Field HEADERS = JsonOut.name("headers");
  private static final Field ATTACHMENTS = JsonOut.name("attachments");

  public MailContent {
    headers =
        headers == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    attachments = attachments == null ? List.of() : List.copyOf(attachments);
  }

  @Override
  public void writeTo(JsonOut out) {
    out.beginObject().field(TEXT).text(text).field(HTML).text(html);
    out.field(REPLY_TO).text(replyTo).field(FROM).record(from).field(HEADERS).beginObject();
    headers.forEach(out::member);
    out.endObject().field(ATTACHMENTS).array(attachments).endObject();
  }
}

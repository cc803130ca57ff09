package dev.carillon.contract.mail;

import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.json.write.JsonOut;
import dev.carillon.json.write.JsonOut.Field;
import dev.carillon.json.write.JsonWritable;
import org.jspecify.annotations.Nullable;

/**
 * A mail with its attempts and what it says.
 *
 * @param content text, html, headers, attachments; null when what it says is no longer kept
 * @param sender who had it sent: the name of a key; null for the service itself
 */
public record KeptMail(Mail mail, @Nullable Doc content, @Nullable String sender)
    implements JsonWritable {
  private static final Field MAIL = JsonOut.name("mail");
  private static final Field CONTENT = JsonOut.name("content");
  private static final Field SENDER = JsonOut.name("sender");

  @Override
  public void writeTo(JsonOut out) {
    out.beginObject().field(MAIL).record(mail).field(CONTENT);
    if (content == null) {
      out.text(null);
    } else {
      out.json(Json.bytes(content));
    }
    out.field(SENDER).text(sender).endObject();
  }
}

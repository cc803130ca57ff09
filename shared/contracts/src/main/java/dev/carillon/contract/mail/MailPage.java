package dev.carillon.contract.mail;

import dev.carillon.json.write.JsonOut;
import dev.carillon.json.write.JsonOut.Field;
import dev.carillon.json.write.JsonWritable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of mails.
 *
 * @param next the cursor of the next page, null at the end
 */
public record MailPage(List<Mail> items, @Nullable String next) implements JsonWritable {
  private static final Field ITEMS = JsonOut.name("items");
  private static final Field NEXT = JsonOut.name("next");

  public MailPage {
    items = List.copyOf(items);
  }

  @Override
  public void writeTo(JsonOut out) {
    out.beginObject().field(ITEMS).array(items).field(NEXT).text(next).endObject();
  }
}

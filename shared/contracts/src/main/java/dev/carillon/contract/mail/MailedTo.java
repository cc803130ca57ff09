package dev.carillon.contract.mail;

import dev.carillon.json.write.JsonOut;
import dev.carillon.json.write.JsonOut.Field;
import dev.carillon.json.write.JsonWritable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whom an accepted mail is for. The address is the one that the user had then.
 *
 * @param userId the user of the directory, if it was accepted for one
 * @param email the address; null when what a mail says is no longer kept
 * @param name the display name beside the address, if any
 */
public record MailedTo(@Nullable UUID userId, @Nullable String email, @Nullable String name)
    implements JsonWritable {
  private static final Field USER_ID = JsonOut.name("userId");
  private static final Field EMAIL = JsonOut.name("email");
  private static final Field NAME = JsonOut.name("name");

  @Override
  public void writeTo(JsonOut out) {
    out.beginObject().field(USER_ID).uuid(userId).field(EMAIL).text(email);
    out.field(NAME).text(name).endObject();
  }
}

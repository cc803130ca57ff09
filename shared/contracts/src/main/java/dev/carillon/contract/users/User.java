package dev.carillon.contract.users;

import dev.carillon.json.write.JsonOut;
import dev.carillon.json.write.JsonOut.Field;
import dev.carillon.json.write.JsonWritable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user as stored.
 *
 * @param version grows by one with every change; the ETag
 */
public record User(
    UUID id,
    String email,
    String name,
    boolean active,
    @Nullable String locale,
    @Nullable String zone,
    @Nullable String externalId,
    long version,
    Instant createdAt,
    Instant updatedAt)
    implements JsonWritable {
  private static final Field ID = JsonOut.name("id");
  private static final Field EMAIL = JsonOut.name("email");
  private static final Field NAME = JsonOut.name("name");
  private static final Field ACTIVE = JsonOut.name("active");
  private static final Field LOCALE = JsonOut.name("locale");
  private static final Field ZONE = JsonOut.name("zone");
  private static final Field EXTERNAL_ID = JsonOut.name("externalId");
  private static final Field VERSION = JsonOut.name("version");
  private static final Field CREATED_AT = JsonOut.name("createdAt");
  private static final Field UPDATED_AT = JsonOut.name("updatedAt");

  @Override
  public void writeTo(JsonOut out) {
    out.beginObject().field(ID).uuid(id).field(EMAIL).text(email).field(NAME).text(name);
    out.field(ACTIVE).bool(active).field(LOCALE).text(locale).field(ZONE).text(zone);
    out.field(EXTERNAL_ID).text(externalId).field(VERSION).number(version);
    out.field(CREATED_AT).time(createdAt).field(UPDATED_AT).time(updatedAt).endObject();
  }
}

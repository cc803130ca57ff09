package dev.carillon.contract.mail;

import dev.carillon.failure.Checks;
import dev.carillon.json.write.JsonOut;
import dev.carillon.json.write.JsonOut.Field;
import dev.carillon.json.write.JsonWritable;
import org.jspecify.annotations.Nullable;

/**
 * Whom a mail is from, as its reader sees it.
 *
 * @param email one plain address, of those that mail may be sent from; the usual one if absent
 * @param name the display name beside it, if any
 */
public record From(@Nullable String email, @Nullable String name) implements JsonWritable {
  private static final Field EMAIL = JsonOut.name("email");
  private static final Field NAME = JsonOut.name("name");
  private static final int MAX_NAME = 200;

  public From {
    Checks checks = Checks.start();
    checks.emailIfPresent("/email", email);
    checks
        .that(email != null || name != null, "/email", "or name must be given")
        .lineIfPresent("/name", name, 1, MAX_NAME)
        .verify();
  }

  @Override
  public void writeTo(JsonOut out) {
    out.beginObject().field(EMAIL).text(email).field(NAME).text(name).endObject();
  }
}

package dev.carillon.contract.users;

import dev.carillon.contract.IfMatch;
import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;
import dev.carillon.text.LocaleText;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of some fields of a user (JSON merge patch, RFC 7396): what is absent stays, null
 * removes.
 *
 * @param ifMatch the versions that may be changed; needed
 * @param patch any of {@code email, name, locale, zone, externalId}
 */
public record PatchUser(UUID id, @Nullable IfMatch ifMatch, Doc patch) {
  private static final List<String> FIELDS =
      List.of("email", "name", "locale", "zone", "externalId");

  public PatchUser {
    Checks.start().present("/id", id).present("", patch).verify();
    Checks checks = Checks.start().object("", patch.isObject(), "must be a JSON object");
    patch.members().forEach((name, value) -> check(checks, name, value));
    checks.verify();
    String locale = patch.text("locale");
    if (locale != null) {
      patch = patch.merged(Doc.object("locale", LocaleText.parse(locale)));
    }
  }

  /** Checks every field that a patch may have, for {@link dev.carillon.failure.Rules}. */
  public static void checkFields() {
    FIELDS.forEach(name -> check(Checks.start(), name, "a"));
  }

  private static void check(Checks checks, String name, @Nullable Object value) {
    String pointer = "/" + name.replace("~", "~0").replace("/", "~1");
    if (value != null && !(value instanceof String)) {
      checks.that(false, pointer, isField(name) ? "must be a string" : unknown(name));
      return;
    }
    String text = (String) value;
    switch (name) {
      case "email" -> checks.email(pointer, text);
      case "name" -> CreateUser.checkName(checks, text);
      case "locale" -> CreateUser.checkedLocale(checks, text);
      case "zone" -> CreateUser.checkZone(checks, text);
      case "externalId" -> CreateUser.checkExternalId(checks, text);
      default -> checks.that(false, pointer, unknown(name));
    }
  }

  private static boolean isField(String name) {
    return FIELDS.contains(name);
  }

  private static String unknown(String name) {
    return name.equals("active")
        ? "is changed by /deactivate and /reactivate"
        : "is not a field that can be changed";
  }
}

package dev.carillon.contract.users;

import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A profile document that replaces the one before.
 *
 * @param profile an object of at most {@value #MAX_BYTES} bytes and {@value #MAX_DEPTH} levels,
 *     whose member names neither begin with {@code $} nor hold {@code .} or NUL
 */
public record PutProfile(UUID userId, Doc profile) {
  /** The largest document, in bytes of its JSON form. */
  public static final int MAX_BYTES = 65_536;

  /** The deepest nesting. */
  public static final int MAX_DEPTH = 8;

  /** Checks size, depth and names. */
  public PutProfile {
    Checks.start().present("/userId", userId).present("", profile).verify();
    Checks checks =
        Checks.start()
            .that(profile.isObject(), "", "must be a JSON object")
            .that(profile.depth() <= MAX_DEPTH, "", "is nested deeper than " + MAX_DEPTH)
            .that(
                Json.bytes(profile).length <= MAX_BYTES,
                "",
                "is larger than " + MAX_BYTES + " bytes");
    checkNames(checks, "", profile.value());
    checks.verify();
  }

  private static void checkNames(Checks checks, String pointer, @Nullable Object value) {
    if (value instanceof Map<?, ?> members) {
      members.forEach(
          (name, member) -> {
            String at = pointer + "/" + name;
            checks.that(
                isPlain(String.valueOf(name)),
                at,
                "is a name that is empty, begins with $ or holds . or NUL");
            checkNames(checks, at, member);
          });
    } else if (value instanceof List<?> items) {
      for (int i = 0; i < items.size(); i++) {
        checkNames(checks, pointer + "/" + i, items.get(i));
      }
    }
  }

  private static boolean isPlain(String name) {
    return !name.isEmpty()
        && !name.startsWith("$")
        && name.indexOf('.') < 0
        && name.indexOf('\0') < 0;
  }
}

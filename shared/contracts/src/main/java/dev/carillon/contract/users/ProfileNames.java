package dev.carillon.contract.users;

import dev.carillon.failure.Checks;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which names a profile's members may have: none that the document store could take for an operator
 * or a path.
 */
final class ProfileNames {
  private static final int MAX_NAME = 128;
  private static final int MAX_REPORTED = 50;

  private ProfileNames() {}

  /** Reports every name that may not be, as a pointer into {@code value}. */
  static void check(Checks checks, String pointer, @Nullable Object value) {
    if (value instanceof Map<?, ?> members) {
      members.forEach(
          (key, member) -> {
            String name = String.valueOf(key);
            String at = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
            if (checks.found() < MAX_REPORTED) {
              checks.that(isPlain(name), at, PutProfile.NAMES);
            }
            check(checks, at, member);
          });
    } else if (value instanceof List<?> items) {
      for (int i = 0; i < items.size(); i++) {
        check(checks, pointer + "/" + i, items.get(i));
      }
    } else if (value instanceof String text && checks.found() < MAX_REPORTED) {
      checks.textIfPresent(pointer, text, 0, PutProfile.MAX_BYTES);
    }
  }

  /** Whether this may be the name of a member, and so a step of a path. */
  static boolean isPlain(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_NAME
        && !name.startsWith("$")
        && name.codePoints()
            .noneMatch(
                c ->
                    c == '.'
                        || Character.getType(c) == Character.CONTROL
                        || Character.getType(c) == Character.SURROGATE);
  }
}

package dev.carillon.contract.mail;

import dev.carillon.failure.Checks;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules for headers that a caller may set: names of its own, beginning with {@code X-}. Names
 * differ by more than their case.
 */
public final class MailHeaders {
  /** How many a mail may have. */
  public static final int MAX = 20;

  private static final int MAX_VALUE = 500;
  private static final Pattern NAME = Pattern.compile("[Xx]-[A-Za-z0-9-]{1,60}");

  private MailHeaders() {}

  /** Checks names and values. */
  public static void check(Checks checks, String pointer, Map<String, String> headers) {
    checks.members(pointer, headers, MAX, "holds more than " + MAX);
    Set<String> names = new HashSet<>();
    headers.forEach(
        (name, value) -> {
          boolean allowed = NAME.matcher(name).matches();
          checks.that(allowed, pointer, "may only hold names that begin with X-");
          String at = allowed ? pointer + "/" + name : pointer;
          checks.that(
              !allowed || names.add(name.toLowerCase(Locale.ROOT)),
              at,
              "appears twice: the case of a name does not matter");
          checks
              .line(at, value, 0, MAX_VALUE)
              .that(value == null || !value.isBlank(), at, "is blank");
        });
  }
}

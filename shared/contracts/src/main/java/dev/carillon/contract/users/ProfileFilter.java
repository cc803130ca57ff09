package dev.carillon.contract.users;

import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one field of profiles. Comparisons hold between values of one type only: a number
 * is neither above nor below a text. On a list, a condition holds if it holds for one of the items.
 *
 * @param field where to look
 * @param operator how to compare
 * @param value what with: a scalar, or (for {@link Operator#IN}) a list of scalars
 */
public record ProfileFilter(ProfilePath field, Operator operator, Doc value) {
  private static final int MAX_IN = 100;
  private static final int MAX_TEXT = 1_000;
  private static final int PARTS = 3;

  /** How a field is compared. */
  public enum Operator {
    /** The same value. */
    EQ,
    /** Another value, or none. */
    NE,
    /** Above. */
    GT,
    /** Above or the same. */
    GTE,
    /** Below. */
    LT,
    /** Below or the same. */
    LTE,
    /** One of the values. */
    IN,
    /** Whether there is a value, if only null. */
    EXISTS,
    /** A text that begins so. */
    PREFIX
  }

  public ProfileFilter {
    String rule = rule(operator, value.value());
    if (rule != null) {
      throw Failure.invalid("", "needs " + rule + " for " + lower(operator));
    }
  }

  /**
   * Reads {@code field:operator:value}. The value is JSON; what is not JSON is a text, so that
   * {@code city:eq:Bern} and {@code city:eq:"Bern"} are the same, and {@code zip:eq:"8000"} is a
   * text. INVALID with the parameter's name.
   */
  public static ProfileFilter parse(String parameter, String text) {
    String[] parts = text.split(":", PARTS);
    if (parts.length < PARTS) {
      throw Failure.invalid(parameter, "must be field:operator:value");
    }
    Operator operator = operator(parts[1]);
    if (operator == null) {
      throw Failure.invalid(
          parameter, "has an operator other than eq, ne, gt, gte, lt, lte, in, exists, prefix");
    }
    try {
      return new ProfileFilter(new ProfilePath(parts[0]), operator, value(operator, parts[2]));
    } catch (Failure refused) {
      throw refused.within(parameter);
    }
  }

  private static Doc value(Operator operator, String text) {
    if (text.length() > PutProfile.MAX_BYTES) {
      throw Failure.invalid("", "is too long");
    }
    if (operator == Operator.PREFIX && !text.startsWith("\"")) {
      return Doc.of(text);
    }
    try {
      return Json.read(text, Doc.class);
    } catch (Failure notJson) {
      return text.equals("null") ? Doc.of(null) : Doc.of(text);
    }
  }

  private static @Nullable Operator operator(String text) {
    for (Operator operator : Operator.values()) {
      if (lower(operator).equals(text)) {
        return operator;
      }
    }
    return null;
  }

  private static @Nullable String rule(Operator operator, @Nullable Object value) {
    return switch (operator) {
      case EQ, NE -> isScalar(value) || value == null ? null : "a number, text, boolean or null";
      case GT, GTE, LT, LTE -> isScalar(value) ? null : "a number, text or boolean";
      case EXISTS -> value instanceof Boolean ? null : "true or false";
      case PREFIX -> value instanceof String s && isText(s) && !s.isEmpty() ? null : "a text";
      case IN ->
          value instanceof List<?> list
                  && list.size() <= MAX_IN
                  && list.stream().allMatch(i -> i == null || isScalar(i))
              ? null
              : "a JSON list such as [1,2] or [\"a\",\"b\"], of at most " + MAX_IN + " values,";
    };
  }

  private static boolean isScalar(@Nullable Object value) {
    return value instanceof Number
        || value instanceof Boolean
        || (value instanceof String text && isText(text));
  }

  private static boolean isText(String text) {
    return text.length() <= MAX_TEXT
        && text.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
  }

  private static String lower(Operator operator) {
    return operator.name().toLowerCase(Locale.ROOT);
  }
}

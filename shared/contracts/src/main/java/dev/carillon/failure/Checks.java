package dev.carillon.failure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with the fields of a message, so that a caller hears of every mistake at
 * once. Used in the constructors of contract records:
 *
 * <pre>{@code
 * Checks.start().email("/email", email).text("/name", name, 1, 200).verify();
 * }</pre>
 */
public final class Checks {
  /** RFC 5321 limits a path to 256 octets with its angle brackets. */
  public static final int MAX_EMAIL = 254;

  private static final int MAX_LOCAL_PART = 64;
  private static final Pattern LOCAL_PART =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
  private static final Pattern DOMAIN =
      Pattern.compile(
          "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
              + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

  private final List<FieldError> errors = new ArrayList<>();
  private final @Nullable Notes notes = Notes.taken();

  private Checks() {}

  /** Nothing found yet. */
  public static Checks start() {
    return new Checks();
  }

  /** Reports {@code detail} for {@code pointer} unless {@code ok}. */
  public Checks that(boolean ok, String pointer, String detail) {
    if (notes != null) {
      notes.sentence(pointer, detail);
      return this;
    }
    return unless(ok, pointer, detail);
  }

  private Checks unless(boolean ok, String pointer, String detail) {
    if (!ok && notes == null) {
      errors.add(new FieldError(pointer, detail));
    }
    return this;
  }

  /** The value must be there. */
  public Checks present(String pointer, @Nullable Object value) {
    if (notes != null) {
      notes.needed(pointer);
    }
    return unless(value != null, pointer, "is required");
  }

  /** Text that is required and matches as a whole; {@code detail} also where it is absent. */
  public Checks matches(String pointer, @Nullable String value, Pattern whole, String detail) {
    if (notes != null) {
      notes.needed(pointer);
    }
    return value == null
        ? unless(false, pointer, detail)
        : matchesIfPresent(pointer, value, whole, detail);
  }

  /** The same for a field that may be absent. The pattern is one that ECMA 262 reads alike. */
  public Checks matchesIfPresent(
      String pointer, @Nullable String value, Pattern whole, String detail) {
    if (notes != null) {
      notes.keyword(pointer, "pattern", "^(?:" + whole.pattern() + ")$");
    }
    return unless(value == null || whole.matcher(value).matches(), pointer, detail);
  }

  /** A number from {@code min} to {@code max}, if there is one. */
  public Checks between(String pointer, @Nullable Integer value, int min, int max, String detail) {
    if (notes != null) {
      notes.range(pointer, "minimum", min, "maximum", max);
    }
    return unless(value == null || (value >= min && value <= max), pointer, detail);
  }

  /** A list of {@code min} to {@code max} items, if there is one. */
  public Checks items(
      String pointer, @Nullable Collection<?> value, int min, int max, String detail) {
    if (notes != null) {
      notes.range(pointer, "minItems", min, "maxItems", max);
    }
    return unless(value == null || (value.size() >= min && value.size() <= max), pointer, detail);
  }

  /** A list whose items are none of them null, if there is one. */
  public Checks noNulls(String pointer, @Nullable Collection<?> value, String detail) {
    if (notes != null) {
      notes.needed(pointer + "/0");
    }
    return unless(value == null || value.stream().allMatch(item -> item != null), pointer, detail);
  }

  /** An object with at most {@code max} members, if there is one. */
  public Checks members(String pointer, @Nullable Map<?, ?> value, int max, String detail) {
    if (notes != null) {
      notes.keyword(pointer, "maxProperties", max);
    }
    return unless(value == null || value.size() <= max, pointer, detail);
  }

  /** A free value that must be there and an object. */
  public Checks object(String pointer, boolean isObject, String detail) {
    if (notes != null) {
      notes.needed(pointer);
    }
    return objectIfPresent(pointer, isObject, detail);
  }

  /** The same for one that may be absent: then it is said to be one. */
  public Checks objectIfPresent(String pointer, boolean isObject, String detail) {
    if (notes != null) {
      notes.keyword(pointer, "type", "object");
    }
    return unless(isObject, pointer, detail);
  }

  /**
   * One line of text that is required: no control character, {@code min} to {@code max} UTF-16
   * units, a visible one among them when {@code min} is positive, and no lone surrogate.
   */
  public Checks line(String pointer, @Nullable String value, int min, int max) {
    return present(pointer, value).lineIfPresent(pointer, value, min, max);
  }

  /** The same for a field that may be absent. */
  public Checks lineIfPresent(String pointer, @Nullable String value, int min, int max) {
    if (notes != null) {
      notes.text(pointer, min, max, Notes.LINE);
    }
    if (value == null) {
      return this;
    }
    return separators(pointer, value)
        .unless(
            value.codePoints().noneMatch(Checks::isControl),
            pointer,
            "holds a control character or a lone surrogate")
        .length(pointer, value, min, max);
  }

  /** Text of many lines: tab and line breaks are welcome, other control characters are not. */
  public Checks textIfPresent(String pointer, @Nullable String value, int min, int max) {
    if (notes != null) {
      notes.text(pointer, min, max, Notes.TEXT);
    }
    if (value == null) {
      return this;
    }
    return separators(pointer, value)
        .unless(
            value.codePoints().noneMatch(c -> isControl(c) && c != '\n' && c != '\r' && c != '\t'),
            pointer,
            "holds a control character or a lone surrogate")
        .length(pointer, value, min, max);
  }

  /** Exactly one plain address, {@code local@domain}: no name, comment, route, group or quote. */
  public Checks email(String pointer, @Nullable String value) {
    return present(pointer, value).emailIfPresent(pointer, value);
  }

  /** The same for a field that may be absent. */
  public Checks emailIfPresent(String pointer, @Nullable String value) {
    if (notes != null) {
      notes.keyword(pointer, "format", "email");
      notes.keyword(pointer, "maxLength", MAX_EMAIL);
      notes.keyword(
          pointer,
          "pattern",
          "^(?=.{1,"
              + MAX_LOCAL_PART
              + "}@)"
              + LOCAL_PART.pattern()
              + "@"
              + DOMAIN.pattern()
              + "$");
    }
    return unless(value == null || isEmail(value), pointer, "is not one plain e-mail address");
  }

  /** How many mistakes were found so far. */
  public int found() {
    return errors.size();
  }

  /** Throws what was found as {@link FailureCode#INVALID}; nothing if nothing was found. */
  public void verify() {
    if (!errors.isEmpty()) {
      FieldError first = errors.get(0);
      throw new Failure(
          FailureCode.INVALID, Failure.sentence(first.pointer(), first.detail()), errors);
    }
  }

  /** Whether the text is exactly one plain address (see {@link #email}). */
  public static boolean isEmail(String value) {
    int at = value.lastIndexOf('@');
    return value.length() <= MAX_EMAIL
        && at > 0
        && at <= MAX_LOCAL_PART
        && LOCAL_PART.matcher(value.substring(0, at)).matches()
        && DOMAIN.matcher(value.substring(at + 1)).matches();
  }

  private Checks length(String pointer, String value, int min, int max) {
    unless(value.length() <= max, pointer, "is longer than " + max + " characters");
    return unless(
        min == 0 || (value.length() >= min && VisibleText.isVisible(value)),
        pointer,
        "is shorter than " + min + " characters or holds no visible one");
  }

  /** Readers disagree on whether these end a line: what one checked another would see as two. */
  private Checks separators(String pointer, String value) {
    return unless(
            value.indexOf('\u2028') < 0,
            pointer,
            "holds U+2028, which ends a line for some readers")
        .unless(
            value.indexOf('\u2029') < 0,
            pointer,
            "holds U+2029, which ends a paragraph for some readers");
  }

  private static boolean isControl(int codePoint) {
    return Character.getType(codePoint) == Character.CONTROL
        || Character.getType(codePoint) == Character.SURROGATE;
  }
}

package dev.carillon.gateway.http;

import dev.carillon.failure.Failure;
import dev.carillon.text.IntegerText;
import dev.carillon.text.TimeText;
import dev.carillon.text.UuidText;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a path or query.
 *
 * @param name as it is written in the URL
 * @param inPath whether it is a part of the path, and so always there
 * @param rule what it must be, for the caller who got it wrong
 * @param parser gives null for what it is not, or throws a {@link Failure} that says more
 * @param shape the same as {@code rule} and {@code parser}, in words of JSON Schema
 * @param use whether it must be given, and may be several times
 */
public record Param<T>(
    String name,
    boolean inPath,
    String rule,
    Function<String, @Nullable T> parser,
    Map<String, Object> shape,
    Use use) {
  private static final Map<String, Object> TEXT = Map.of("type", "string", "minLength", 1);
  private static final Map<String, Object> UUID_TEXT = Map.of("type", "string", "format", "uuid");

  /** How often a parameter of the query may be given. */
  public enum Use {
    /** Once or not at all. */
    OPTIONAL,
    /** Once. */
    NEEDED,
    /** Any number of times. */
    REPEATED,
    /** Once or more. */
    NEEDED_REPEATED
  }

  private Param(
      String name,
      boolean inPath,
      String rule,
      Function<String, @Nullable T> parser,
      Map<String, Object> shape) {
    this(name, inPath, rule, parser, shape, inPath ? Use.NEEDED : Use.OPTIONAL);
  }

  /** The same, which must be given. */
  public Param<T> needed() {
    return new Param<>(
        name, inPath, rule, parser, shape, isRepeated() ? Use.NEEDED_REPEATED : Use.NEEDED);
  }

  /** The same, which may be given several times. */
  public Param<T> repeated() {
    return new Param<>(name, inPath, rule, parser, shape, Use.REPEATED);
  }

  /** The same with more that JSON Schema has words for. */
  public Param<T> shaped(Map<String, Object> other) {
    return new Param<>(name, inPath, rule, parser, other, use);
  }

  /** Whether it must be given. */
  public boolean isNeeded() {
    return use == Use.NEEDED || use == Use.NEEDED_REPEATED;
  }

  /** Whether it may be given several times. */
  public boolean isRepeated() {
    return use == Use.REPEATED || use == Use.NEEDED_REPEATED;
  }

  /** A UUID in the path. */
  public static Param<UUID> pathUuid(String name) {
    return new Param<>(name, true, "must be a UUID", UuidText::parse, UUID_TEXT);
  }

  /** A UUID in the query. */
  public static Param<UUID> uuid(String name) {
    return new Param<>(name, false, "must be a UUID", UuidText::parse, UUID_TEXT);
  }

  /** A whole number in the path. */
  public static Param<Integer> pathInteger(String name, int min, int max) {
    Param<Integer> inQuery = integer(name, min, max);
    return new Param<>(name, true, inQuery.rule(), inQuery.parser(), inQuery.shape());
  }

  /** Text that must fulfil a condition. */
  public static Param<String> text(String name, String rule, Predicate<String> condition) {
    return new Param<>(name, false, rule, text -> condition.test(text) ? text : null, TEXT);
  }

  /** A time of the years 1 to 9999. */
  public static Param<Instant> time(String name) {
    return new Param<>(
        name,
        false,
        "must be an RFC 3339 time",
        TimeText::parse,
        Map.of("type", "string", "format", "date-time"));
  }

  /** What a contract's own parser reads; its refusal names the parameter. */
  public static <T> Param<T> parsed(String name, Function<String, @Nullable T> parser) {
    return new Param<>(name, false, "is not valid", parser, TEXT);
  }

  /** {@code true} or {@code false}. */
  public static Param<Boolean> bool(String name) {
    return new Param<>(
        name,
        false,
        "must be true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> null;
            },
        Map.of("type", "boolean"));
  }

  /** A whole number. */
  public static Param<Integer> integer(String name, int min, int max) {
    return new Param<>(
        name,
        false,
        "must be a whole number from " + min + " to " + max,
        text -> IntegerText.parse(text, min, max),
        Map.of("type", "integer", "minimum", min, "maximum", max));
  }

  /** Text that the contract's record checks further. */
  public static Param<String> text(String name) {
    return new Param<>(
        name, false, "must not be empty", text -> text.isEmpty() ? null : text, TEXT);
  }

  /** Text in the path that the contract's record checks further. */
  public static Param<String> pathText(String name) {
    Param<String> inQuery = text(name);
    return new Param<>(name, true, inQuery.rule(), inQuery.parser(), inQuery.shape());
  }

  /** One of the constants of an enum, in lower case. */
  public static <E extends Enum<E>> Param<E> oneOf(String name, Class<E> type) {
    String names =
        Arrays.stream(type.getEnumConstants()).map(Param::lower).collect(Collectors.joining(", "));
    return new Param<>(
        name,
        false,
        "must be one of " + names,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> lower(constant).equals(text))
                .findFirst()
                .orElse(null),
        Map.of(
            "type",
            "string",
            "enum",
            Arrays.stream(type.getEnumConstants()).map(Param::lower).toList()));
  }

  /** The value, or INVALID with this parameter's name. */
  T parse(String text) {
    T value;
    try {
      value = parser.apply(text);
    } catch (Failure refused) {
      throw refused.details().stream().allMatch(d -> d.pointer().isEmpty())
          ? refused.within(name)
          : refused;
    }
    if (value == null) {
      throw Failure.invalid(name, rule);
    }
    return value;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}

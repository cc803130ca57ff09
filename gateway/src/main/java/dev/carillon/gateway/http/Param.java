package dev.carillon.gateway.http;

import dev.carillon.failure.Failure;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
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
 * @param parser gives null or throws for what it is not
 */
public record Param<T>(
    String name, boolean inPath, String rule, Function<String, @Nullable T> parser) {
  private static final int UUID_LENGTH = 36;
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

  /** A UUID in the path. */
  public static Param<UUID> pathUuid(String name) {
    return new Param<>(name, true, "must be a UUID", Param::parseUuid);
  }

  /** A UUID in the query. */
  public static Param<UUID> uuid(String name) {
    return new Param<>(name, false, "must be a UUID", Param::parseUuid);
  }

  private static @Nullable UUID parseUuid(String text) {
    return text.length() == UUID_LENGTH ? UUID.fromString(text) : null;
  }

  /** A whole number in the path. */
  public static Param<Integer> pathInteger(String name, int min, int max) {
    Param<Integer> inQuery = integer(name, min, max);
    return new Param<>(name, true, inQuery.rule(), inQuery.parser());
  }

  /** Text that must fulfil a condition. */
  public static Param<String> text(String name, String rule, Predicate<String> condition) {
    return new Param<>(name, false, rule, text -> condition.test(text) ? text : null);
  }

  /** A time of the years 1 to 9999. */
  public static Param<Instant> time(String name) {
    return new Param<>(
        name,
        false,
        "must be an RFC 3339 time of the years 1 to 9999, such as 2026-01-31T12:00:00Z",
        text -> {
          Instant time = Instant.parse(text);
          return time.isBefore(FIRST) || !time.isBefore(END) ? null : time;
        });
  }

  /** What a contract's own parser reads; its refusal names the parameter. */
  public static <T> Param<T> parsed(String name, Function<String, @Nullable T> parser) {
    return new Param<>(name, false, "is not valid", parser);
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
            });
  }

  /** A whole number. */
  public static Param<Integer> integer(String name, int min, int max) {
    return new Param<>(
        name,
        false,
        "must be a whole number from " + min + " to " + max,
        text -> {
          int value = Integer.parseInt(text);
          return value >= min && value <= max ? value : null;
        });
  }

  /** Text that the contract's record checks further. */
  public static Param<String> text(String name) {
    return new Param<>(name, false, "must not be empty", text -> text.isEmpty() ? null : text);
  }

  /** Text in the path that the contract's record checks further. */
  public static Param<String> pathText(String name) {
    Param<String> inQuery = text(name);
    return new Param<>(name, true, inQuery.rule(), inQuery.parser());
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
                .orElse(null));
  }

  /** The value, or INVALID with this parameter's name. */
  T parse(String text) {
    try {
      T value = parser.apply(text);
      if (value != null) {
        return value;
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      // said below, with the rule instead of the parser's words
    }
    throw Failure.invalid(name, rule);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}

package dev.carillon.config;

import dev.carillon.async.time.Durations;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings by name from, in this order: the verticle's own configuration, the environment,
 * the properties file that {@code CARILLON_CONFIG} names, and the default. Problems are collected;
 * {@link #verify} reports all of them at once.
 *
 * <p>Names are those of environment variables ({@code CARILLON_HTTP_PORT}) in every source.
 */
public final class ConfigSource {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private final Map<String, String> values = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private ConfigSource() {}

  /** The settings of a verticle: its own configuration over environment and file. */
  public static ConfigSource of(JsonObject verticleConfig) {
    return of(verticleConfig, System.getenv());
  }

  /** The same with a given environment. */
  public static ConfigSource of(JsonObject verticleConfig, Map<String, String> environment) {
    ConfigSource source = new ConfigSource();
    Object file = verticleConfig.getValue("CARILLON_CONFIG", environment.get("CARILLON_CONFIG"));
    if (file != null) {
      source.readFile(Path.of(file.toString()));
    }
    environment.forEach(
        (k, v) -> {
          if (k.startsWith("CARILLON_")) {
            source.values.put(k, v);
          }
        });
    verticleConfig.forEach(e -> source.values.put(e.getKey(), String.valueOf(e.getValue())));
    return source;
  }

  private void readFile(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      problems.add("CARILLON_CONFIG: " + file + " cannot be read (" + e.getMessage() + ")");
    }
    properties.forEach((k, v) -> values.put(k.toString(), v.toString()));
  }

  /** A text; blank counts as absent. */
  public @Nullable String find(String name) {
    String value = values.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** A text with a default. */
  public String text(String name, String fallback) {
    String value = find(name);
    return value == null ? fallback : value;
  }

  /** A text that must be given, under the first of these names that has one. */
  public String required(String... names) {
    return Arrays.stream(names)
        .map(this::find)
        .filter(v -> v != null)
        .findFirst()
        .orElseGet(() -> problem(names[0], "is required", ""));
  }

  /** A whole number within bounds. */
  public int integer(String name, int fallback, int min, int max) {
    return parsed(
        name,
        fallback,
        "must be a whole number from " + min + " to " + max,
        text -> {
          int value = Integer.parseInt(text);
          return value >= min && value <= max ? value : null;
        });
  }

  /** A duration such as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h} or {@code 1d}. */
  public Duration duration(String name, Duration fallback) {
    return parsed(
        name, fallback, "must be a number followed by ms, s, m, h or d", ConfigSource::duration);
  }

  /** A duration within bounds, such as {@code 1s} to {@code 1h}. */
  public Duration duration(String name, Duration fallback, Duration min, Duration max) {
    return parsed(
        name,
        fallback,
        "must be a number followed by ms, s, m, h or d, from "
            + Durations.text(min)
            + " to "
            + Durations.text(max),
        text -> {
          Duration value = duration(text);
          return value == null || value.compareTo(min) < 0 || value.compareTo(max) > 0
              ? null
              : value;
        });
  }

  /** {@code on} or {@code off}. */
  public boolean isOn(String name, boolean fallback) {
    return parsed(
        name,
        fallback,
        "must be on or off",
        text ->
            switch (text) {
              case "on", "true" -> true;
              case "off", "false" -> false;
              default -> null;
            });
  }

  /** Names separated by commas; empty when absent. */
  public List<String> list(String name) {
    String value = find(name);
    return value == null
        ? List.of()
        : Arrays.stream(value.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /** Reports a problem that only the reader of a setting can see. Never repeats the value. */
  public void reject(String name, String rule) {
    problems.add(name + " " + rule);
  }

  /** Throws if anything was amiss in what was asked for so far. */
  public void verify() {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private static @Nullable Duration duration(String text) {
    Matcher m = DURATION.matcher(text);
    if (!m.matches()) {
      return null;
    }
    long n = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "ms" -> Duration.ofMillis(n);
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      case "h" -> Duration.ofHours(n);
      default -> Duration.ofDays(n);
    };
  }

  private <T> T parsed(String name, T fallback, String rule, Function<String, @Nullable T> parser) {
    String text = find(name);
    if (text == null) {
      return fallback;
    }
    try {
      T value = parser.apply(text);
      return value == null ? problem(name, rule, fallback) : value;
    } catch (NumberFormatException e) {
      return problem(name, rule, fallback);
    }
  }

  private <T> T problem(String name, String rule, T fallback) {
    problems.add(name + " " + rule);
    return fallback;
  }
}

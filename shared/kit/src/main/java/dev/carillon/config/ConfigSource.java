package dev.carillon.config;

import dev.carillon.failure.Failure;
import dev.carillon.text.DurationText;
import dev.carillon.text.IntegerText;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings by name from, in this order: the verticle's own configuration, the environment,
 * the properties file that {@code CARILLON_CONFIG} names, and the default. Problems are collected;
 * {@link #verify} reports all of them at once: names that no setting has (see {@link
 * KnownSettings}), and values that cannot be used. A problem names what the person set, a flag for
 * example, and never repeats a value.
 *
 * <p>Names are those of environment variables ({@code CARILLON_HTTP_PORT}) in every source.
 */
public final class ConfigSource {
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> spoken = new HashMap<>();
  private final Set<String> problems = new LinkedHashSet<>();
  private final Map<String, String> defaults = new TreeMap<>();

  private ConfigSource() {}

  /** The settings of a verticle: its own configuration over environment and file. */
  public static ConfigSource of(JsonObject verticleConfig) {
    return of(verticleConfig, System.getenv());
  }

  /** The same with a given environment. */
  public static ConfigSource of(JsonObject verticleConfig, Map<String, String> environment) {
    ConfigSource source = new ConfigSource();
    Object file = verticleConfig.getValue("CARILLON_CONFIG", environment.get("CARILLON_CONFIG"));
    if (file != null && !file.toString().isBlank()) {
      source.readFile(file.toString().strip());
    }
    environment.forEach((name, value) -> source.take(name, value, name));
    verticleConfig.forEach(e -> source.take(e.getKey(), String.valueOf(e.getValue()), e.getKey()));
    return source;
  }

  /**
   * Problems of these settings name what the person set instead, such as {@code --port}.
   *
   * @param names by the name of the setting
   */
  public ConfigSource spokenAs(Map<String, String> names) {
    spoken.putAll(names);
    return this;
  }

  private void take(String name, String value, String shown) {
    KnownSettings.problem(name, value)
        .ifPresentOrElse(
            problems::add,
            () -> {
              if (name.startsWith("CARILLON_")) {
                values.put(name, value);
                spoken.put(name, shown);
              }
            });
  }

  /** What the parser says of a file may hold its text; only the way to the file is told. */
  private void readFile(String file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      properties.load(reader);
    } catch (CharacterCodingException e) {
      problems.add("CARILLON_CONFIG: " + file + " is not UTF-8");
    } catch (NoSuchFileException e) {
      problems.add("CARILLON_CONFIG: there is no file " + file);
    } catch (IOException e) {
      problems.add("CARILLON_CONFIG: " + file + " cannot be read");
    } catch (IllegalArgumentException e) { // also a path that no file can have
      problems.add("CARILLON_CONFIG: " + file + " is not a properties file");
    }
    properties.forEach(
        (k, v) -> take(k.toString(), v.toString(), k + " (in the file of CARILLON_CONFIG)"));
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
    String given = given(names);
    return given == null ? problem(String.join(" or ", names), "is required", "") : text(given, "");
  }

  /** The first of these names that has a value, or null: the one that a problem is to name. */
  public @Nullable String given(String... names) {
    return Arrays.stream(names).filter(name -> find(name) != null).findFirst().orElse(null);
  }

  /** A whole number within bounds. */
  public int integer(String name, int fallback, int min, int max) {
    defaults.put(name, fallback + " [" + min + " to " + max + "]");
    return parsed(
        name,
        fallback,
        "must be a whole number from " + min + " to " + max,
        text -> IntegerText.parse(text, min, max));
  }

  /** A duration in either spelling, such as {@code 500ms}, {@code 5m} or {@code PT5M}. */
  public Duration duration(String name, Duration fallback) {
    defaults.put(name, DurationText.format(fallback));
    return parsed(name, fallback, DurationText.RULE, DurationText::parse);
  }

  /** The same within bounds. */
  public Duration duration(String name, Duration fallback, Duration min, Duration max) {
    Duration value = duration(name, fallback);
    String range = DurationText.format(min) + " to " + DurationText.format(max);
    defaults.put(name, DurationText.format(fallback) + " [" + range + "]");
    boolean inside = value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
    return inside ? value : problem(name, "must be from " + range, fallback);
  }

  /**
   * Durations separated by commas, {@code most} of them at most and each within bounds; {@code
   * none} for none, where there need not be any.
   */
  public List<Duration> durations(
      String name, List<Duration> fallback, int least, int most, Duration longest) {
    return parsed(
        name,
        fallback,
        "must be %d to %d durations up to %s, with commas"
            .formatted(least, most, DurationText.format(longest)),
        text -> {
          List<Duration> all =
              text.equals("none")
                  ? List.of()
                  : Arrays.stream(text.split(","))
                      .map(String::strip)
                      .map(DurationText::parse)
                      .toList();
          boolean fits =
              all.size() >= least
                  && all.size() <= most
                  && all.stream().allMatch(one -> one.compareTo(longest) <= 0);
          return fits ? all : null;
        });
  }

  /** {@code on} or {@code off}. */
  public boolean isOn(String name, boolean fallback) {
    defaults.put(name, fallback ? "on" : "off");
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

  /** Values for settings that have none. */
  public ConfigSource withDefaults(Map<String, String> defaults) {
    defaults.forEach(values::putIfAbsent);
    return this;
  }

  /** Default and range of each number, duration and switch that was asked for. */
  public Map<String, String> defaults() {
    return Map.copyOf(defaults);
  }

  /** All settings, as a verticle's own configuration. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    values.forEach(json::put);
    return json;
  }

  /** The passwords in the URLs of all settings, as they are written and decoded. */
  public Set<String> passwords() {
    return UrlPasswords.in(values.values());
  }

  /** Reports a problem that only the reader of a setting can see. Never repeats the value. */
  public void reject(String name, String rule) {
    problems.add(spoken.getOrDefault(name, name) + " " + rule);
  }

  /** Throws if anything was amiss in what was asked for so far. */
  public void verify() {
    if (!problems.isEmpty()) {
      throw new ConfigException(List.copyOf(problems));
    }
  }

  private <T> T parsed(String name, T fallback, String rule, Function<String, @Nullable T> parser) {
    String text = find(name);
    if (text == null) {
      return fallback;
    }
    try {
      T value = parser.apply(text);
      return value == null ? problem(name, rule, fallback) : value;
    } catch (Failure refused) {
      return problem(name, rule, fallback);
    }
  }

  private <T> T problem(String name, String rule, T fallback) {
    reject(name, rule);
    return fallback;
  }
}

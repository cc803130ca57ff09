package dev.carillon.launcher.log;

import ch.qos.logback.classic.Level;
import dev.carillon.config.ConfigSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the settings say of the log.
 *
 * @param level of our own classes
 * @param levels of single packages and classes, by name
 * @param json whether each record is a line of JSON
 */
public record LogSettings(Level level, Map<String, Level> levels, boolean json) {
  private static final String LEVEL = "CARILLON_LOG_LEVEL";
  private static final String LEVELS = "CARILLON_LOG_LEVELS";
  private static final String FORMAT = "CARILLON_LOG_FORMAT";
  private static final String OURS = "dev.carillon";
  private static final int MOST = 100;

  private static final List<String> NAMES =
      List.of("OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE");
  private static final Pattern LOGGER = Pattern.compile("[A-Za-z_]\\w*(\\.[\\w$]+)*");

  public LogSettings {
    levels = Map.copyOf(levels);
  }

  /** Reads them; the source has the problems. */
  public static LogSettings read(ConfigSource config) {
    String level = config.text(LEVEL, "INFO").toUpperCase(Locale.ROOT);
    if (!NAMES.contains(level)) {
      config.reject(LEVEL, "must be one of " + String.join(", ", NAMES));
    }
    String format = config.text(FORMAT, "text");
    if (!format.equals("text") && !format.equals("json")) {
      config.reject(FORMAT, "must be text or json");
    }
    return new LogSettings(Level.toLevel(level, Level.INFO), levels(config), format.equals("json"));
  }

  private static Map<String, Level> levels(ConfigSource config) {
    Map<String, Level> levels = new TreeMap<>();
    List<String> given = config.list(LEVELS);
    if (given.size() > MOST) {
      config.reject(LEVELS, "must name " + MOST + " loggers at most");
    }
    for (String one : given) {
      int equals = one.indexOf('=');
      String name = one.substring(0, Math.max(0, equals)).strip();
      String level = one.substring(equals + 1).strip().toUpperCase(Locale.ROOT);
      if (!LOGGER.matcher(name).matches() || !NAMES.contains(level)) {
        config.reject(
            LEVELS,
            "must be name=LEVEL with commas, such as dev.carillon.notifier=DEBUG,io.vertx=INFO");
      } else if (!isOurs(name) && !Level.toLevel(level).isGreaterOrEqual(Level.INFO)) {
        config.reject(
            LEVELS,
            "allows DEBUG and TRACE for dev.carillon only: libraries write what passes through them");
      } else {
        levels.put(name, Level.toLevel(level));
      }
    }
    return levels;
  }

  private static boolean isOurs(String name) {
    return name.equals(OURS) || name.startsWith(OURS + ".");
  }
}

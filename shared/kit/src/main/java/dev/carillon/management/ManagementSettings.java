package dev.carillon.management;

import dev.carillon.config.ConfigSource;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the management port.
 *
 * @param names by which it may be asked besides addresses, in lower case: a page in the operator's
 *     browser can make a name of its own lead here, but it cannot change the name that the browser
 *     sends
 * @param connections that may be open at a time
 * @param node what this process is called; null for where it is
 */
record ManagementSettings(
    String host, int port, Set<String> names, int connections, @Nullable String node) {
  static final String PORT = "CARILLON_MANAGEMENT_PORT";

  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+(%25?[\\w.-]+)?]");

  private static final Pattern NODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");

  ManagementSettings {
    names = Set.copyOf(names);
  }

  static ManagementSettings read(ConfigSource config) {
    String host = config.text("CARILLON_MANAGEMENT_HOST", "127.0.0.1");
    return new ManagementSettings(
        host,
        config.integer(PORT, 8081, 0, 65535),
        Stream.concat(
                Stream.of("localhost", host), config.list("CARILLON_MANAGEMENT_NAMES").stream())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet()),
        config.integer("CARILLON_MANAGEMENT_CONNECTIONS", 64, 1, 10_000),
        node(config));
  }

  private static @Nullable String node(ConfigSource config) {
    String given = config.find("CARILLON_NODE");
    if (given != null && !NODE.matcher(given).matches()) {
      config.reject(
          "CARILLON_NODE",
          "must be 1 to 64 letters, digits, dots, hyphens, underscores and colons, and begin with a"
              + " letter or digit");
      return null;
    }
    return given;
  }

  /** Whether the host of a request, as its header names it without a port, is this one. */
  boolean isOurs(@Nullable String name) {
    String asked = name == null ? "" : name.toLowerCase(Locale.ROOT);
    return names.contains(asked) || ADDRESS.matcher(asked).matches();
  }
}

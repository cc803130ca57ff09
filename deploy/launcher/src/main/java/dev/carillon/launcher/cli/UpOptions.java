package dev.carillon.launcher.cli;

import dev.carillon.config.ConfigSource;
import dev.carillon.launcher.terminal.Terminal;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code up}, and the settings that they stand for. */
final class UpOptions {
  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "The data folder (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(".carillon");

  @Option(
      names = "--host",
      description = "The API's address (default: CARILLON_HTTP_HOST or 127.0.0.1).")
  private @Nullable String host;

  @Option(names = "--port", description = "The API's port (default: CARILLON_HTTP_PORT or 8080).")
  private @Nullable Integer port;

  @Option(
      names = "--management-port",
      paramLabel = "PORT",
      description = "The management port (default: CARILLON_MANAGEMENT_PORT or 8081).")
  private @Nullable Integer managementPort;

  @Mixin private DebugOption debug = new DebugOption();

  Path data() {
    return data;
  }

  /** The file of keys in the data folder. */
  Path keys() {
    return data.resolve("api-keys");
  }

  /** What the options say, over the environment; a problem names the option. */
  ConfigSource settings(Terminal terminal) {
    Map<String, String> spoken = new HashMap<>();
    JsonObject flags = debug.settings();
    put(flags, spoken, "CARILLON_HTTP_HOST", "--host", host);
    put(flags, spoken, "CARILLON_HTTP_PORT", "--port", port);
    put(flags, spoken, "CARILLON_MANAGEMENT_PORT", "--management-port", managementPort);
    return terminal.settings(flags).spokenAs(spoken);
  }

  private static void put(
      JsonObject flags,
      Map<String, String> spoken,
      String setting,
      String option,
      @Nullable Object value) {
    if (value != null) {
      flags.put(setting, value);
      spoken.put(setting, option);
    }
  }
}

package dev.carillon.launcher.cli;

import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.LaunchFailure;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The API that a command calls, and its key; the defaults are those of {@code up}. */
final class ApiOptions {
  @Option(
      names = "--url",
      description =
          "The API's URL (default: CARILLON_HTTP_HOST and CARILLON_HTTP_PORT, or port 8080).")
  private @Nullable URI url;

  @Option(names = "--port", description = "The API's port on this machine, instead of --url.")
  private @Nullable Integer port;

  @Option(
      names = "--key-file",
      description = "A file that contains an API key (default: ${DEFAULT-VALUE}).")
  private Path keyFile = Path.of(".carillon", "admin.key");

  URI url() {
    if (url != null) {
      return url;
    }
    return port == null
        ? URI.create(Ports.apiUrl(ConfigSource.of(new JsonObject())))
        : URI.create("http://127.0.0.1:" + port);
  }

  String key() {
    try {
      return Files.readString(keyFile).strip();
    } catch (IOException e) {
      throw new LaunchFailure(
          "The key file " + keyFile + " cannot be read; choose another one with --key-file", e);
    }
  }
}

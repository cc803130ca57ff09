package dev.carillon.launcher.cli.api;

import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.LaunchFailure;
import dev.carillon.launcher.settings.Ports;
import dev.carillon.launcher.terminal.Terminal;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The API that a command calls, and its key; the defaults are those of {@code up}. */
public final class ApiOptions {
  private static final String VISIBLE = "[!-~]{1,200}";

  @Option(
      names = "--url",
      description =
          "The API's URL (default: CARILLON_HTTP_HOST and CARILLON_HTTP_PORT, else where the `up`"
              + " of the data folder listens, else port 8080).")
  private @Nullable URI url;

  @Option(names = "--port", description = "The API's port on this machine, instead of --url.")
  private @Nullable Integer port;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "The data folder of `up` (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(".carillon");

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "A file that contains an API key (default: admin.key of the data folder).")
  private @Nullable Path keyFile;

  private final Terminal terminal;

  /** With the settings that a terminal's environment gives. */
  public ApiOptions(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Without a name and password, so that it can be shown. */
  public URI url() {
    URI given = url == null ? URI.create(defaultUrl()) : url;
    String scheme = String.valueOf(given.getScheme());
    if (given.getHost() == null || (!scheme.equals("http") && !scheme.equals("https"))) {
      throw new LaunchFailure("--url must look like http://127.0.0.1:8080");
    }
    return URI.create(scheme + "://" + given.getRawAuthority().replaceFirst(".*@", ""));
  }

  private String defaultUrl() {
    if (port != null) {
      return "http://127.0.0.1:" + port;
    }
    ConfigSource settings = terminal.settings(new JsonObject());
    boolean told = settings.given("CARILLON_HTTP_HOST", "CARILLON_HTTP_PORT") != null;
    String known = told ? null : read(data.resolve(Ports.URL_FILE));
    String url = known == null ? Ports.apiUrl(settings) : known;
    settings.verify();
    return url;
  }

  /** The key; fails if its file does not hold one. */
  public String key() {
    Path file = keyFile == null ? data.resolve("admin.key") : keyFile;
    String key = read(file);
    if (key == null) {
      throw new LaunchFailure(
          "The key file "
              + file
              + " cannot be read; choose another one with --key-file, or another data folder with"
              + " --data");
    }
    if (!key.matches(VISIBLE)) {
      throw new LaunchFailure("The key file " + file + " does not hold one key");
    }
    return key;
  }

  /** What to say when nobody answers there. */
  public LaunchFailure away(Throwable cause) {
    return new LaunchFailure(
        "Nothing answers at "
            + url()
            + "; does Carillon run there? Set its address with --url, --port or --data",
        cause);
  }

  /** What to say when something else answers there. */
  public LaunchFailure stranger(Throwable cause) {
    return new LaunchFailure(
        url() + " is not a Carillon API; set its address with --url, --port or --data", cause);
  }

  private static @Nullable String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return null;
    }
  }
}

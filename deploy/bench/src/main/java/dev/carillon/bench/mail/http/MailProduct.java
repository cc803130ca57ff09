package dev.carillon.bench.mail.http;

import dev.carillon.bench.process.Child;
import dev.carillon.bench.process.ServiceProcess;
import dev.carillon.embedded.FreePorts;
import dev.carillon.launcher.node.Services;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** All services, with their defaults, in a process of their own. */
public final class MailProduct implements AutoCloseable {
  static final String KEY = "sk_bench";

  private final Child process;
  private final int port;

  private MailProduct(Child process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it.
   *
   * @param settings where its servers are
   */
  public static MailProduct start(Path folder, JsonObject settings) throws IOException {
    Path keys = Files.writeString(folder.resolve("keys"), ServiceProcess.keyLine(KEY));
    int port = FreePorts.next();
    JsonObject all =
        settings
            .copy()
            .put("CARILLON_API_KEYS_FILE", keys.toString())
            .put("CARILLON_HTTP_PORT", port)
            .put("CARILLON_MANAGEMENT_PORT", 0);
    Path file = Files.writeString(folder.resolve("product.json"), all.encode());
    Child process =
        Child.start(
            folder.resolve("product.log"),
            ServiceProcess.class,
            file.toString(),
            Services.Name.USERS.name(),
            Services.Name.NOTIFIER.name(),
            Services.Name.GATEWAY.name());
    return new MailProduct(process, port);
  }

  int port() {
    return port;
  }

  Duration cpu() {
    return process.cpu();
  }

  @Override
  public void close() {
    process.close();
  }
}

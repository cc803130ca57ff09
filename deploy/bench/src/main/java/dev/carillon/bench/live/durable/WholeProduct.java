package dev.carillon.bench.live.durable;

import dev.carillon.bench.process.Child;
import dev.carillon.bench.process.ServiceProcess;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gateway and notifier as one process, with a PostgreSQL of their own. */
public final class WholeProduct implements AutoCloseable {
  /** The key of all clients. */
  public static final String KEY = "sk_bench";

  private static final int MANY = 100_000;
  private static final LocalStack.External POSTGRES_ALONE =
      new LocalStack.External(false, false, true, true);

  private final int port = FreePorts.next();
  private final DataDirectory data;
  private final LocalStack stack;
  private final Child process;

  /** Starts it; its files are in a folder that this makes. */
  public WholeProduct(Path folder) throws IOException {
    this.data = DataDirectory.open(folder);
    this.stack = LocalStack.start(data, POSTGRES_ALONE, Progress.quiet());
    Path keys =
        Files.writeString(
            data.path("bench.keys"), ServiceProcess.keyLine(KEY).replace(" writer ", " admin "));
    JsonObject settings =
        stack
            .config()
            .copy()
            .put("CARILLON_SMTP_URL", "smtp://127.0.0.1:9")
            .put("CARILLON_API_KEYS_FILE", keys.toString())
            .put("CARILLON_HTTP_PORT", port)
            .put("CARILLON_MANAGEMENT_PORT", 0)
            .put("CARILLON_CONNECTIONS_PER_ADDRESS", MANY)
            .put("CARILLON_LIVE_SOCKETS_PER_KEY", MANY)
            .put("CARILLON_OPEN_RATE_LIMIT", 0);
    Path file = Files.writeString(data.path("bench.json"), settings.encode());
    this.process =
        Child.start(
            data.path("bench.log"), ServiceProcess.class, file.toString(), "NOTIFIER", "GATEWAY");
  }

  /** Where its API is. */
  public int port() {
    return port;
  }

  /** Who owns its tables, for a connection of one's own. */
  String owner() {
    return stack.config().getString("CARILLON_NOTIFIER_MIGRATION_URL");
  }

  @Override
  public void close() {
    process.close();
    stack.close();
    data.close();
  }
}

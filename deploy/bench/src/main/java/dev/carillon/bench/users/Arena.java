package dev.carillon.bench.users;

import dev.carillon.bench.process.Child;
import dev.carillon.bench.process.PostgresControl;
import dev.carillon.bench.process.ServiceProcess;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import dev.carillon.launcher.node.Services;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** One PostgreSQL and both servers on it, each a process of its own. */
final class Arena implements AutoCloseable {
  static final String KEY = "sk_bench";

  private final DataDirectory data;
  private final LocalStack stack;
  private final Server direct;
  private final Server product;
  private final JsonObject config;

  /** A server under measurement. */
  record Server(String name, int port, Child process) {}

  Arena(Path folder) throws IOException {
    Path keys = folder.resolve("keys");
    Files.writeString(keys, ServiceProcess.keyLine(KEY));
    this.data = DataDirectory.open(folder.resolve("data"));
    this.stack = LocalStack.start(data, LocalStack.External.SMTP, Progress.quiet());
    int productPort = FreePorts.next();
    this.config =
        stack
            .config()
            .copy()
            .put("CARILLON_API_KEYS_FILE", keys.toString())
            .put("CARILLON_HTTP_PORT", productPort)
            .put("CARILLON_MANAGEMENT_PORT", 0)
            .put("CARILLON_USERS_CONSUMERS", " ,");
    Path settings = Files.writeString(folder.resolve("product.json"), config.encode());
    this.product =
        new Server(
            "product",
            productPort,
            Child.start(
                folder.resolve("product.log"),
                ServiceProcess.class,
                settings.toString(),
                Services.Name.USERS.name(),
                Services.Name.GATEWAY.name()));
    int directPort = FreePorts.next();
    this.direct =
        new Server(
            "direct",
            directPort,
            Child.start(
                folder.resolve("direct.log"),
                DirectServer.class,
                Integer.toString(directPort),
                config.getString("CARILLON_USERS_PG_URL"),
                keys.toString()));
  }

  Server direct() {
    return direct;
  }

  Server product() {
    return product;
  }

  /** As the owner of the schema. */
  String ownerUrl() {
    return config.getString("CARILLON_USERS_MIGRATION_URL");
  }

  /** The CPU time that PostgreSQL's present processes have used. */
  Duration postgresCpu() {
    return PostgresControl.cpu(data.path("postgres"));
  }

  @Override
  public void close() {
    direct.process().close();
    product.process().close();
    stack.close();
    data.close();
  }
}

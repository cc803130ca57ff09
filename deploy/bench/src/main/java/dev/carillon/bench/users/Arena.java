package dev.carillon.bench.users;

import dev.carillon.bench.process.Child;
import dev.carillon.bench.process.PostgresControl;
import dev.carillon.bench.process.ServiceProcess;
import dev.carillon.bench.users.server.BareServer;
import dev.carillon.bench.users.server.DirectServer;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import dev.carillon.launcher.node.Services.Name;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One PostgreSQL and the servers on it, each a process of its own that starts when it is asked for.
 */
final class Arena implements AutoCloseable {
  static final String KEY = "sk_bench";

  /** Mail is accepted and held: what its sending costs is another row. */
  private static final String NOWHERE = "smtp://127.0.0.1:9";

  private final Path folder;
  private final Path keys;
  private final DataDirectory data;
  private final LocalStack stack;
  private final JsonObject config;
  private final Map<Kind, Server> servers = new EnumMap<>(Kind.class);

  /** What a server is. */
  enum Kind {
    /** Gateway and users-service, without consumers of events. */
    PRODUCT,
    /** The same with the usual consumers, and the notifier, which is one. */
    CONSUMED,
    /** The same where the consumer takes events and accepts no mail for them. */
    RELAYED,
    /** The gateway's own chain with handlers that ask PostgreSQL themselves. */
    DIRECT,
    /** The same with a line in the access log for each request. */
    LOGGED,
    /** Vert.x alone. */
    BARE;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A server under measurement. */
  record Server(int port, Child process) {}

  Arena(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    this.keys = Files.writeString(folder.resolve("keys"), ServiceProcess.keyLine(KEY));
    this.data = DataDirectory.open(folder.resolve("data"));
    this.stack = LocalStack.start(data, LocalStack.External.SMTP, Progress.quiet());
    this.config =
        stack
            .nearConfig()
            .put("CARILLON_API_KEYS_FILE", keys.toString())
            .put("CARILLON_MANAGEMENT_PORT", 0);
  }

  /** The server of a kind, started if it is not there. The schema is made by the product. */
  Server server(Kind kind) {
    return servers.computeIfAbsent(
        kind,
        k -> {
          try {
            int port = FreePorts.next();
            return new Server(port, start(k, port));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private Child start(Kind kind, int port) throws IOException {
    Path log = folder.resolve(kind.label() + ".log");
    return switch (kind) {
      case PRODUCT -> product(log, port, config.copy().put("CARILLON_USERS_CONSUMERS", " ,"));
      case CONSUMED ->
          product(log, port, config.copy().put("CARILLON_SMTP_URL", NOWHERE), Name.NOTIFIER);
      case RELAYED ->
          product(
              log,
              port,
              config.copy().put("CARILLON_SMTP_URL", NOWHERE).put("CARILLON_WELCOME", "off"),
              Name.NOTIFIER);
      case DIRECT, LOGGED ->
          Child.start(
              log,
              DirectServer.class,
              Integer.toString(port),
              config.getString("CARILLON_USERS_PG_URL"),
              keys.toString(),
              kind == Kind.LOGGED ? "all" : "off");
      case BARE -> Child.start(log, BareServer.class, Integer.toString(port));
    };
  }

  private Child product(Path log, int port, JsonObject own, Name... more) throws IOException {
    own.put("CARILLON_HTTP_PORT", port);
    Path settings = Files.writeString(Path.of(log + ".json"), own.encode());
    List<String> arguments =
        new ArrayList<>(List.of(settings.toString(), Name.USERS.name(), Name.GATEWAY.name()));
    Stream.of(more).map(Name::name).forEach(arguments::add);
    return Child.start(log, ServiceProcess.class, arguments.toArray(String[]::new));
  }

  /** As the owner of the schema. */
  String ownerUrl() {
    return config.getString("CARILLON_USERS_MIGRATION_URL");
  }

  /** The same by the way that the servers take. */
  String nearOwnerUrl() {
    String servers = config.getString("CARILLON_USERS_PG_URL");
    int query = servers.indexOf('?');
    return query < 0 ? ownerUrl() : ownerUrl() + servers.substring(query);
  }

  /** The same of mail's. */
  String mailOwnerUrl() {
    return config.getString("CARILLON_NOTIFIER_MIGRATION_URL");
  }

  /** The CPU time that PostgreSQL's present processes have used. */
  Duration postgresCpu() {
    return PostgresControl.cpu(data.path("postgres"));
  }

  @Override
  public void close() {
    List<Server> all = new ArrayList<>(servers.values());
    all.forEach(server -> server.process().close());
    stack.close();
    data.close();
  }
}

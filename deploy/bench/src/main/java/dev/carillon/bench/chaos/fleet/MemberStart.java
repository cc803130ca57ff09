package dev.carillon.bench.chaos.fleet;

import dev.carillon.bench.chaos.postgres.MovedClock;
import dev.carillon.bench.process.Child;
import dev.carillon.bench.process.ServiceProcess;
import dev.carillon.embedded.FreePorts;
import dev.carillon.launcher.node.Services;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Starts processes, each with a name and a way to PostgreSQL of its own. */
public final class MemberStart {
  private static final List<String> QUICK_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  private static final String PG_URL = "CARILLON_NOTIFIER_PG_URL";
  private static final List<String> PG_URLS =
      List.of(
          PG_URL,
          "CARILLON_NOTIFIER_MIGRATION_URL",
          "CARILLON_USERS_PG_URL",
          "CARILLON_USERS_MIGRATION_URL");
  private static final String USERS_PG_URL = "CARILLON_USERS_PG_URL";

  private final Path folder;
  private final JsonObject config;
  private final String previous;
  private final @Nullable MovedClock clock;
  private final int postgres;
  private volatile int leading;
  private final AtomicInteger started = new AtomicInteger();

  /**
   * Starts nobody yet.
   *
   * @param previous the class path of an earlier version, which every second process runs; empty
   *     for none
   * @param clock beside which each has one of its own; null if there can be none
   */
  public MemberStart(Path folder, JsonObject config, String previous, @Nullable MovedClock clock) {
    this.clock = clock;
    this.folder = folder;
    this.previous = previous;
    this.config = config;
    this.postgres = postgresPort(config);
    this.leading = postgres;
  }

  /** Who comes from now on, of those that have started too, is led to this port. */
  void leadTo(int port) {
    leading = port;
  }

  /** How many were started, and of which version. */
  String count() {
    int all = started.get();
    return previous.isEmpty()
        ? all + " processes"
        : all + " processes, " + (all + 1) / 2 + " of them of the version before";
  }

  /** Starts the next one, and waits until it serves. */
  Member next() throws IOException {
    int number = started.incrementAndGet();
    String name = "node" + number + ".chaos.test";
    int port = FreePorts.next();
    int way = FreePorts.next();
    TcpProxy proxy = new TcpProxy(TcpProxy.loopback(way), () -> TcpProxy.loopback(leading));
    JsonObject settings =
        config.copy().put("CARILLON_HTTP_PORT", port).put("CARILLON_SMTP_HELO", name);
    for (String url : PG_URLS) {
      String direct = config.getString(url);
      if (direct != null) {
        settings.put(url, direct.replace(":" + postgres + "/", ":" + way + "/"));
      }
    }
    Path file = Files.writeString(folder.resolve(name + ".json"), settings.encode());
    try {
      List<String> arguments = new ArrayList<>(List.of(file.toString()));
      services().forEach(service -> arguments.add(service.name()));
      List<String> command =
          Child.command(
              QUICK_START,
              classPath(number),
              ServiceProcess.class,
              arguments.toArray(String[]::new));
      MovedClock own = clock == null ? null : clock.another(name);
      Map<String, String> environment = own == null ? Map.of() : own.environment();
      Child child = Child.start(folder.resolve(name + ".log"), command, environment);
      return new Member(name, child, port, proxy, own);
    } catch (IOException e) {
      proxy.close();
      throw e;
    }
  }

  /**
   * Of the first process and every second one after it, where there is one: that of the earlier
   * version, whose schema the present one then finds.
   */
  private String classPath(int number) {
    String own = System.getProperty("java.class.path");
    return previous.isEmpty() || number % 2 == 0 ? own : previous;
  }

  private List<Services.Name> services() {
    return config.containsKey(USERS_PG_URL)
        ? List.of(Services.Name.USERS, Services.Name.NOTIFIER, Services.Name.GATEWAY)
        : List.of(Services.Name.NOTIFIER, Services.Name.GATEWAY);
  }

  /** Where the settings say that PostgreSQL listens. */
  private static int postgresPort(JsonObject config) {
    String url = config.getString(PG_URL);
    return Integer.parseInt(url.replaceFirst(".*:(\\d+)/.*", "$1"));
  }
}

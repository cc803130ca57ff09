package dev.carillon.bench;

import dev.carillon.config.ConfigSource;
import dev.carillon.launcher.embedded.DataDirectory;
import dev.carillon.launcher.embedded.LocalStack;
import dev.carillon.launcher.embedded.Progress;
import dev.carillon.launcher.node.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench get-user}: a user by id through gateway, bus and users-service against the same
 * query straight from an HTTP handler. Servers are processes of their own; PostgreSQL and the load
 * share the machine with them, so that rates are noisy and CPU time per request is the figure.
 */
@Command(
    name = "get-user",
    mixinStandardHelpOptions = true,
    description = "A user by id: the product against a direct handler.")
final class GetUserBench implements Callable<Integer> {
  private static final String KEY = "sk_bench";
  private static final int WARM_UPS = 3;
  private static final double GOAL = 0.85;

  @Option(names = "--rounds", defaultValue = "6", description = "Rounds of A and B each.")
  private int rounds = 6;

  @Option(names = "--seconds", defaultValue = "6", description = "Length of a round.")
  private int seconds = 6;

  @Option(names = "--warm-ups", defaultValue = "3", description = "Rounds that do not count.")
  private int warmUps = WARM_UPS;

  @Option(names = "--connections", defaultValue = "64", description = "Clients.")
  private int connections = 64;

  @Option(names = "--users", defaultValue = "10000", description = "Users in the table.")
  private int users = 10_000;

  private final int directPort = FreePorts.next();
  private final int productPort = FreePorts.next();

  /** One round of one server. */
  private record Round(double perSecond, double cpuMicros) {}

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("carillon-bench");
    Path keys = folder.resolve("keys");
    Files.writeString(keys, "bench reader " + sha256(KEY) + "\n");
    ConfigSource given =
        ConfigSource.of(new JsonObject().put("CARILLON_SMTP_URL", "smtp://127.0.0.1:9"), Map.of());
    try (DataDirectory data = DataDirectory.open(folder.resolve("data"));
        LocalStack stack = LocalStack.start(data, given, Progress.quiet())) {
      JsonObject config =
          stack
              .config()
              .copy()
              .put("CARILLON_API_KEYS_FILE", keys.toString())
              .put("CARILLON_HTTP_PORT", productPort)
              .put("CARILLON_MANAGEMENT_PORT", 0)
              .put("CARILLON_USERS_CONSUMERS", " ,");
      Path settings = Files.writeString(folder.resolve("product.json"), config.encode());
      try (Child product =
              Child.start(folder.resolve("product.log"), ProductServer.class, settings.toString());
          Child direct =
              Child.start(
                  folder.resolve("direct.log"),
                  DirectServer.class,
                  Integer.toString(directPort),
                  config.getString("CARILLON_USERS_PG_URL"),
                  keys.toString())) {
        return measure(config, direct, product);
      }
    }
  }

  private int measure(JsonObject config, Child direct, Child product) {
    Vertx vertx = Vertx.vertx();
    List<String> ids = insertUsers(vertx, config.getString("CARILLON_USERS_MIGRATION_URL"));
    Load load = new Load(vertx, KEY, ids, connections);
    List<Round> a = new ArrayList<>();
    List<Round> b = new ArrayList<>();
    boolean balanced = true;
    System.out.printf(
        "get-user: %d rounds of %d s, %d connections, %d users%n",
        rounds, seconds, connections, users);
    for (int i = -warmUps; i < rounds; i++) { // the first rounds warm up and do not count
      balanced &= round(load, directPort, direct, i < 0 ? new ArrayList<>() : a, "A direct ");
      balanced &= round(load, productPort, product, i < 0 ? new ArrayList<>() : b, "B product");
    }
    vertx.close().await();
    return report(a, b, balanced);
  }

  private boolean round(Load load, int port, Child server, List<Round> into, String name) {
    Duration before = server.cpu();
    Load.Result result = load.run(port, Duration.ofSeconds(seconds));
    double cpu = server.cpu().minus(before).toNanos() / 1e3 / Math.max(1, result.right());
    into.add(new Round(result.perSecond(), cpu));
    System.out.printf(
        Locale.ROOT,
        "  %s %8.0f requests/s  %6.1f us JVM CPU per request  (%d asked, %d right)%n",
        name,
        result.perSecond(),
        cpu,
        result.asked(),
        result.right());
    return result.asked() == result.right();
  }

  private static int report(List<Round> a, List<Round> b, boolean balanced) {
    double rate =
        median(b.stream().map(Round::perSecond).toList())
            / median(a.stream().map(Round::perSecond).toList());
    double cpu =
        median(a.stream().map(Round::cpuMicros).toList())
            / median(b.stream().map(Round::cpuMicros).toList());
    System.out.printf(
        Locale.ROOT,
        "  medians: product / direct = %.2f in requests/s, %.2f in requests per JVM CPU-second"
            + " (goal %.2f: %s)%n",
        rate,
        cpu,
        GOAL,
        cpu >= GOAL ? "met" : "missed");
    System.out.println(
        balanced
            ? "  ledger: every request got its user"
            : "  VOID: some requests did not get their user");
    return balanced ? 0 : 1;
  }

  private List<String> insertUsers(Vertx vertx, String url) {
    PgConnection connection =
        PgConnection.connect(
                vertx, PgConnectOptions.fromUri(url).addProperty("search_path", "users"))
            .await();
    connection
        .preparedQuery(
            "insert into users (id, email, name, created_at, updated_at) select"
                + " gen_random_uuid(), 'bench' || n || '@example.org', 'User ' || n, clock_now(),"
                + " clock_now() from generate_series(1, $1) n")
        .execute(Tuple.of(users))
        .await();
    connection.query("analyze users").execute().await();
    List<String> ids = new ArrayList<>();
    connection
        .query("select id from users")
        .execute()
        .await()
        .forEach(row -> ids.add(row.getUUID(0).toString()));
    connection.close().await();
    return ids;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String sha256(String key) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }
}

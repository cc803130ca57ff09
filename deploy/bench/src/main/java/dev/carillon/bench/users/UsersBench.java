package dev.carillon.bench.users;

import dev.carillon.bench.options.RoundOptions;
import dev.carillon.bench.report.Goals;
import dev.carillon.bench.users.Arena.Kind;
import dev.carillon.bench.users.Contest.Side;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench users}: what is asked of users through gateway, bus and users-service, against the
 * same statements straight from HTTP handlers; creates with keys against those without; the chain
 * before the routes against Vert.x alone; and creates with their events relayed. PostgreSQL and the
 * load share the machine with the servers, so that rates are noisy; CPU time per request,
 * statements and commits are the figures.
 */
@Command(
    name = "users",
    mixinStandardHelpOptions = true,
    description = "The directory: the product against direct handlers, and pgbench.")
public final class UsersBench implements Callable<Integer> {
  private static final int MANY = 256;

  /** PostgreSQL's processes tell their statistics at least this often when they rest. */
  private static final Duration STATISTICS = Duration.ofSeconds(11);

  @Option(names = "--only", description = "One of ${COMPLETION-CANDIDATES}.")
  private @Nullable Row only;

  @Mixin private RoundOptions length = new RoundOptions();

  @Option(
      names = "--warm-ups",
      description =
          "Rounds that do not count, at most: they end when the compilers of both sides take less"
              + " than a twentieth of the CPU (default: ${DEFAULT-VALUE}).")
  private int warmUps = 20;

  @Option(names = "--connections", description = "Client connections (default: ${DEFAULT-VALUE}).")
  private int connections = 64;

  @Option(
      names = {"--rows", "--users"},
      description = "Users in the table (default: ${DEFAULT-VALUE}).")
  private int users = 100_000;

  @Option(
      names = "--relay-seconds",
      description = "Length of each of the four runs of RELAY (default: ${DEFAULT-VALUE}).")
  private int relaySeconds = 60;

  private final Vertx vertx = Vertx.vertx();
  private final Goals goals = new Goals();
  private boolean balanced = true;

  /** What is measured. */
  private enum Row {
    GET,
    LIST,
    CREATE,
    KEYED,
    DEACTIVATE,
    EMPTY,
    LOG,
    RELAY
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("carillon-bench");
    System.out.printf(
        "users: %d rounds of %d s, %d connections, %d users%n",
        length.rounds(), length.seconds(), connections, users);
    try {
      if (only != Row.RELAY) {
        contests(folder);
      }
      if (only == null || only == Row.RELAY) {
        Duration time = Duration.ofSeconds(length.isQuick() ? 2 : relaySeconds);
        balanced &=
            new RelayRow(vertx, connections, time, goals).run(folder.resolve("relay"), users);
      }
    } finally {
      vertx.close().await();
    }
    System.out.println(balanced ? "  ledger: balanced" : "  VOID: answers or rows are missing");
    return !balanced ? 1 : goals.areMet() ? 0 : 2;
  }

  private void contests(Path folder) throws IOException, InterruptedException {
    try (Arena arena = new Arena(folder.resolve("contests"))) {
      arena.server(Kind.PRODUCT); // makes the schema
      try (Seed seed = new Seed(vertx, arena.ownerUrl())) {
        List<Seed.Row> rows = seed.insert(users);
        Contest contest = new Contest(arena, seed, new Load(vertx, connections), rows, length);
        for (Row row : only == null ? Row.values() : new Row[] {only}) {
          Rounds rounds = contest(contest, arena, row);
          if (rounds != null) {
            goals(row, rounds);
          }
          if (row == Row.GET && rounds != null) {
            againstPgbench(folder, arena, rounds.measuredRate());
            if (!length.isQuick()) {
              countStatements(arena, seed, rows);
            }
          }
        }
        balanced &= contest.isBalanced();
      }
    }
  }

  private void goals(Row row, Rounds rounds) {
    switch (row) {
      case LIST -> goals.atLeast("users: list 50, work per CPU / direct", rounds.cpuRatio(), 0.95);
      case CREATE -> goals.atMost("users: create, p99", rounds.tail(), 4, "times p50");
      case KEYED -> goals.atLeast("users: create with a key / without", rounds.rateRatio(), 0.7);
      case EMPTY ->
          goals.atLeast(
              "users: empty request per CPU-second / Vert.x alone", rounds.serverCpuRatio(), 0.85);
      case LOG ->
          goals.figure(
              "users: empty request per CPU-second with access log / without",
              String.format(Locale.ROOT, "%.2f", rounds.serverCpuRatio()));
      default -> {}
    }
  }

  private @Nullable Rounds contest(Contest contest, Arena arena, Row row) {
    return switch (row) {
      case GET -> againstDirect(contest, arena, Operation.GET);
      case LIST -> againstDirect(contest, arena, Operation.LIST);
      case CREATE -> againstDirect(contest, arena, Operation.CREATE);
      case DEACTIVATE -> againstDirect(contest, arena, Operation.DEACTIVATE);
      case KEYED ->
          contest.between(
              "keyed",
              new Side("plain", arena.server(Kind.PRODUCT), Operation.CREATE),
              new Side("keyed", arena.server(Kind.PRODUCT), Operation.KEYED),
              warmUps());
      case EMPTY -> empty(contest, "empty", arena, Kind.BARE, Kind.DIRECT);
      case LOG -> empty(contest, "log", arena, Kind.DIRECT, Kind.LOGGED);
      case RELAY -> null;
    };
  }

  private Rounds againstDirect(Contest contest, Arena arena, Operation operation) {
    return contest.between(
        operation.name().toLowerCase(Locale.ROOT),
        new Side("direct", arena.server(Kind.DIRECT), operation),
        new Side("product", arena.server(Kind.PRODUCT), operation),
        warmUps());
  }

  /** An authenticated request that asks for nothing: no service and no database are behind it. */
  private Rounds empty(Contest contest, String row, Arena arena, Kind baseline, Kind measured) {
    return contest.between(
        row,
        new Side(baseline.label(), arena.server(baseline), Operation.EMPTY),
        new Side(measured.label(), arena.server(measured), Operation.EMPTY),
        warmUps());
  }

  private int warmUps() {
    return length.isQuick() ? 0 : warmUps;
  }

  private void againstPgbench(Path folder, Arena arena, double product)
      throws IOException, InterruptedException {
    OptionalDouble rate =
        Pgbench.rate(
            folder, arena.nearOwnerUrl(), users, connections, Math.max(1, length.seconds()));
    if (rate.isEmpty()) {
      System.out.println("  get        pgbench is not installed");
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "  get        product / pgbench = %.2f in requests/s (%.0f / %.0f)%n",
        product / rate.getAsDouble(),
        product,
        rate.getAsDouble());
  }

  /** Statements as the server counts them: reads of one statement are transactions of their own. */
  private void countStatements(Arena arena, Seed seed, List<Seed.Row> rows) {
    LockSupport.parkNanos(STATISTICS.toNanos());
    long before = commits(seed);
    Load.Result result =
        new Load(vertx, MANY)
            .run(
                arena.server(Kind.PRODUCT).port(),
                Duration.ofSeconds(length.seconds()),
                Requests.get(Arena.KEY, rows));
    LockSupport.parkNanos(STATISTICS.toNanos());
    long statements = commits(seed) - before;
    balanced &= result.asked() == result.right();
    System.out.printf(
        Locale.ROOT,
        "  get        %d clients: %d requests, %d statements (and those of the relay): %.1f"
            + " requests per statement%n",
        MANY,
        result.right(),
        statements,
        (double) result.right() / statements);
  }

  private static long commits(Seed seed) {
    return seed.number("select xact_commit from pg_stat_database where datname = 'postgres'");
  }
}

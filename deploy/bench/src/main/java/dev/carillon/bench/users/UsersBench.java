package dev.carillon.bench.users;

import dev.carillon.bench.options.RoundOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench users}: get by id, list, create and deactivate through gateway, bus and
 * users-service, against the same statements straight from HTTP handlers. PostgreSQL and the load
 * share the machine with the servers, so that rates are noisy; CPU time per request, statements and
 * commits are the figures.
 */
@Command(
    name = "users",
    mixinStandardHelpOptions = true,
    description = "The directory: the product against direct handlers, and pgbench.")
public final class UsersBench implements Callable<Integer> {
  private static final int MANY = 256;

  /** PostgreSQL's processes tell their statistics at least this often when they rest. */
  private static final Duration STATISTICS = Duration.ofSeconds(11);

  @Option(names = "--only", description = "One of GET, LIST, CREATE, DEACTIVATE.")
  private @Nullable Operation only;

  @Mixin private RoundOptions length = new RoundOptions();

  @Option(
      names = "--warm-ups",
      description = "Rounds that do not count (default: ${DEFAULT-VALUE}).")
  private int warmUps = 2;

  @Option(names = "--connections", description = "Client connections (default: ${DEFAULT-VALUE}).")
  private int connections = 64;

  @Option(names = "--users", description = "Users in the table (default: ${DEFAULT-VALUE}).")
  private int users = 100_000;

  private final Vertx vertx = Vertx.vertx();
  private boolean balanced = true;
  private int marks;

  private enum Operation {
    GET,
    LIST,
    CREATE,
    DEACTIVATE
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("carillon-bench");
    try (Arena arena = new Arena(folder);
        Seed seed = new Seed(vertx, arena.ownerUrl())) {
      List<Seed.Row> rows = seed.insert(users);
      System.out.printf(
          "users: %d rounds of %d s, %d connections, %d users%n",
          length.rounds(), length.seconds(), connections, users);
      for (Operation operation : only == null ? Operation.values() : new Operation[] {only}) {
        Rounds all = compare(arena, seed, rows, operation);
        if (operation == Operation.GET) {
          againstPgbench(folder, arena, all.productRate());
          countStatements(arena, seed, rows);
        }
      }
    } finally {
      vertx.close().await();
    }
    System.out.println(balanced ? "  ledger: balanced" : "  VOID: answers or rows are missing");
    return balanced ? 0 : 1;
  }

  private Rounds compare(Arena arena, Seed seed, List<Seed.Row> rows, Operation operation) {
    Load load = new Load(vertx, connections);
    Rounds counted = new Rounds();
    for (int i = -warmUps; i < length.rounds(); i++) {
      Rounds into = i < 0 ? new Rounds() : counted;
      into.add(false, round(arena, arena.direct(), seed, load, requests(operation, rows)));
      into.add(true, round(arena, arena.product(), seed, load, requests(operation, rows)));
    }
    counted.report(operation.name().toLowerCase(Locale.ROOT));
    return counted;
  }

  private record Work(Operation operation, String mark, Requests requests) {}

  private Work requests(Operation operation, List<Seed.Row> rows) {
    String mark = "m" + ++marks + "-";
    return new Work(
        operation,
        mark,
        switch (operation) {
          case GET -> Requests.get(Arena.KEY, rows);
          case LIST -> Requests.list(Arena.KEY, rows);
          case CREATE -> Requests.create(Arena.KEY, mark);
          case DEACTIVATE -> Requests.deactivate(Arena.KEY, rows);
        });
  }

  private Rounds.Round round(Arena arena, Arena.Server server, Seed seed, Load load, Work work) {
    Duration jvm = server.process().cpu();
    Duration postgres = arena.postgresCpu();
    Load.Result result =
        load.run(server.port(), Duration.ofSeconds(length.seconds()), work.requests());
    double right = Math.max(1, result.right());
    double jvmMicros = server.process().cpu().minus(jvm).toNanos() / 1e3 / right;
    double postgresMicros = arena.postgresCpu().minus(postgres).toNanos() / 1e3 / right;
    double commits = check(seed, work, result) ? commitsPerRow(seed, work, right) : -1;
    System.out.printf(
        Locale.ROOT,
        "  %-10s %-7s %8.0f requests/s  %6.1f us JVM, %6.1f us PostgreSQL per request"
            + "  (%d asked, %d right)%n",
        work.operation().name().toLowerCase(Locale.ROOT),
        server.name(),
        result.perSecond(),
        jvmMicros,
        postgresMicros,
        result.asked(),
        result.right());
    seed.reset();
    return new Rounds.Round(result.perSecond(), jvmMicros, postgresMicros, commits);
  }

  /** Every request has its answer, and every answer its rows. */
  private boolean check(Seed seed, Work work, Load.Result result) {
    boolean rows =
        switch (work.operation()) {
          case GET, LIST -> true;
          case CREATE -> seed.created(work.mark()) == result.right();
          case DEACTIVATE -> seed.inactive() == Math.min(result.right(), Math.min(users, 100_000));
        };
    boolean good = rows && result.asked() == result.right();
    if (!good) {
      System.out.println(
          "  VOID round: rows " + (rows ? "" : "do not ") + "fit, " + result.asked() + " asked");
    }
    balanced &= good;
    return good;
  }

  private static double commitsPerRow(Seed seed, Work work, double right) {
    return work.operation() == Operation.CREATE ? seed.transactions(work.mark()) / right : 0;
  }

  private void againstPgbench(Path folder, Arena arena, double product)
      throws IOException, InterruptedException {
    OptionalDouble rate =
        Pgbench.rate(folder, arena.ownerUrl(), users, connections, Math.max(1, length.seconds()));
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
    Load load = new Load(vertx, MANY);
    LockSupport.parkNanos(STATISTICS.toNanos());
    long before = commits(seed);
    Load.Result result =
        load.run(
            arena.product().port(),
            Duration.ofSeconds(length.seconds()),
            Requests.get(Arena.KEY, rows));
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STATISTICS.toMillis()));
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

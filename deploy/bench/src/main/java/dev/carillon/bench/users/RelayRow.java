package dev.carillon.bench.users;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/**
 * What events cost their service: creates at full speed with some gets beside them, where a
 * consumer is configured and where none is, each on a PostgreSQL of its own, in the order A B B A.
 * At the end of each run it is counted how many events wait, and how fast those go.
 */
final class RelayRow {
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration LONGEST_DRAIN = Duration.ofMinutes(2);
  private static final long LOOK_NANOS = 20_000_000;
  private static final int GETS = 4;

  private final Vertx vertx;
  private final int connections;
  private final Duration length;
  private boolean balanced = true;
  private int marks;

  RelayRow(Vertx vertx, int connections, Duration length) {
    this.vertx = vertx;
    this.connections = connections;
    this.length = length;
  }

  /** One of the two, with everything that is its own. */
  private record Site(String name, Arena arena, Arena.Server server, Seed seed, List<Seed.Row> rows)
      implements AutoCloseable {
    @Override
    public void close() {
      seed.close();
      arena.close();
    }
  }

  /**
   * One run.
   *
   * @param micros of server and PostgreSQL per create, with its event as far as it was relayed
   * @param waiting events at the end
   * @param relayed events per second meanwhile
   * @param drained of those that waited, per second; 0 without any
   */
  private record Done(
      double creates, double gets, double micros, double waiting, double relayed, double drained) {}

  /** Runs both in turns; false if answers or rows are missing. */
  boolean run(Path folder, int users) throws IOException {
    try (Site plain = site("none", folder.resolve("plain"), Arena.Kind.PRODUCT, users);
        Site consumed = site("consumed", folder.resolve("consumed"), Arena.Kind.CONSUMED, users)) {
      for (Site site : List.of(plain, consumed)) {
        measure(site, WARM_UP);
      }
      List<Done> without = new ArrayList<>();
      List<Done> with = new ArrayList<>();
      for (Site site : List.of(plain, consumed, consumed, plain)) {
        Done done = measure(site, length);
        report(site.name(), done);
        (site.name().equals(consumed.name()) ? with : without).add(done);
      }
      compare(with, without);
    }
    return balanced;
  }

  private Site site(String name, Path folder, Arena.Kind kind, int users) throws IOException {
    Arena arena = new Arena(folder);
    Arena.Server server = arena.server(kind);
    Seed seed = new Seed(vertx, arena.ownerUrl());
    return new Site(name, arena, server, seed, seed.insert(users));
  }

  private Done measure(Site site, Duration time) {
    String mark = "r" + ++marks + "-";
    Duration cpu = site.server().process().cpu().plus(site.arena().postgresCpu());
    CompletableFuture<Load.Result> gets =
        CompletableFuture.supplyAsync(
            () -> load(site, GETS, time, Operation.GET.requests(mark, site.rows())));
    Load.Result creates =
        load(site, connections, time, Operation.CREATE.requests(mark, site.rows()));
    long waiting = site.seed().waiting();
    Duration used = site.server().process().cpu().plus(site.arena().postgresCpu()).minus(cpu);
    Load.Result got = gets.join();
    double drained = drain(site, waiting);
    check(site, mark, creates, got);
    return new Done(
        creates.perSecond(),
        got.perSecond(),
        used.toNanos() / 1e3 / Math.max(1, creates.right()),
        waiting,
        (creates.right() - waiting) / (creates.took().toNanos() / 1e9),
        drained);
  }

  private Load.Result load(Site site, int clients, Duration time, Requests requests) {
    return new Load(vertx, clients).run(site.server().port(), time, requests);
  }

  /** Until no event waits; gives how many went in a second. */
  private double drain(Site site, long waiting) {
    long begin = System.nanoTime();
    while (site.seed().waiting() > 0) {
      if (System.nanoTime() - begin > LONGEST_DRAIN.toNanos()) {
        System.out.println("  VOID: events wait still");
        balanced = false;
        break;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return waiting == 0 ? 0 : waiting / ((System.nanoTime() - begin) / 1e9);
  }

  private void check(Site site, String mark, Load.Result creates, Load.Result gets) {
    boolean good =
        creates.asked() == creates.right()
            && gets.asked() == gets.right()
            && site.seed().created(mark) == creates.right();
    if (!good) {
      System.out.println("  VOID round: answers or rows of " + site.name() + " are missing");
    }
    balanced &= good;
  }

  private static void report(String name, Done done) {
    System.out.printf(
        Locale.ROOT,
        "  relay      %-9s %8.0f creates/s, %6.0f gets/s, %6.1f us of CPU per create; %.0f events"
            + " wait at the end, %.0f relayed/s meanwhile, %.0f/s after it%n",
        name,
        done.creates(),
        done.gets(),
        done.micros(),
        done.waiting(),
        done.relayed(),
        done.drained());
  }

  private static void compare(List<Done> with, List<Done> without) {
    System.out.printf(
        Locale.ROOT,
        "  relay      consumed / none = %.2f in creates/s, %.2f in gets/s beside them, %.2f in CPU"
            + " per create; relayed / created = %.2f; at most %.0f events wait%n",
        mean(with, Done::creates) / mean(without, Done::creates),
        mean(with, Done::gets) / mean(without, Done::gets),
        mean(with, Done::micros) / mean(without, Done::micros),
        mean(with, Done::relayed) / mean(with, Done::creates),
        with.stream().mapToDouble(Done::waiting).max().orElse(0));
  }

  private static double mean(List<Done> runs, ToDoubleFunction<Done> figure) {
    return runs.stream().mapToDouble(figure).average().orElse(0);
  }
}

package dev.carillon.bench.users;

import dev.carillon.bench.report.Goals;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
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
 * What events cost their service: creates at full speed with some gets beside them, where no
 * consumer is configured, where one takes the events, and where it accepts a mail for each, which
 * has a cost of its own; each on a PostgreSQL of its own, in the order A B C C B A. At the end of
 * each run it is counted how many events wait, and how fast those go.
 */
final class RelayRow {
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration LONGEST_DRAIN = Duration.ofMinutes(2);
  private static final long LOOK_NANOS = 20_000_000;
  private static final int GETS = 4;
  private static final int MOST = 2_000;
  private static final int BACKLOG = 200_000;

  private final Vertx vertx;
  private final int connections;
  private final Duration length;
  private final Goals goals;
  private boolean balanced = true;
  private int marks;

  RelayRow(Vertx vertx, int connections, Duration length, Goals goals) {
    this.goals = goals;
    this.vertx = vertx;
    this.connections = connections;
    this.length = length;
  }

  /** One of them, with everything that is its own. */
  private record Site(
      String name,
      Arena arena,
      Arena.Server server,
      Seed seed,
      List<Seed.Row> rows,
      List<Done> runs)
      implements AutoCloseable {
    double mean(ToDoubleFunction<Done> figure) {
      return runs.stream().mapToDouble(figure).average().orElse(0);
    }

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
   */
  private record Done(double creates, double gets, double micros, double waiting, double relayed) {}

  /** Runs all in turns; false if answers or rows are missing. */
  boolean run(Path folder, int users) throws IOException {
    try (Site plain = site("none", folder.resolve("plain"), Arena.Kind.PRODUCT, users);
        Site relayed = site("relayed", folder.resolve("relayed"), Arena.Kind.RELAYED, users);
        Site mailed = site("mailed", folder.resolve("mailed"), Arena.Kind.CONSUMED, users)) {
      hold(mailed.arena());
      for (Site site : List.of(plain, relayed, mailed)) {
        measure(site, WARM_UP.compareTo(length) < 0 ? WARM_UP : length);
      }
      for (Site site : List.of(plain, relayed, mailed, mailed, relayed, plain)) {
        Done done = measure(site, length);
        report(site.name(), done);
        site.runs().add(done);
      }
      compare(relayed, plain);
      compare(mailed, plain);
      gets(relayed, mailed, plain);
    }
    return balanced;
  }

  private Site site(String name, Path folder, Arena.Kind kind, int users) throws IOException {
    Arena arena = new Arena(folder);
    Arena.Server server = arena.server(kind);
    Seed seed = new Seed(vertx, arena.ownerUrl());
    return new Site(name, arena, server, seed, seed.insert(users), new ArrayList<>());
  }

  private Done measure(Site site, Duration time) {
    String mark = "r" + ++marks + "-";
    Duration cpu = site.server().process().cpu().plus(site.arena().postgresCpu());
    CompletableFuture<Load.Result> gets =
        CompletableFuture.supplyAsync(
            () -> load(site, GETS, time, Operation.GET.requests(mark, site.rows())));
    Load.Result creates =
        load(site, connections, time, Requests.create(Arena.KEY, mark, false, true));
    long waiting = site.seed().waiting();
    Duration used = site.server().process().cpu().plus(site.arena().postgresCpu()).minus(cpu);
    Load.Result got = gets.join();
    drain(site);
    check(site, mark, creates, got);
    return new Done(
        creates.perSecond(),
        got.perSecond(),
        used.toNanos() / 1e3 / Math.max(1, creates.right()),
        waiting,
        (creates.right() - waiting) / (creates.took().toNanos() / 1e9));
  }

  private Load.Result load(Site site, int clients, Duration time, Requests requests) {
    return new Load(vertx, clients).run(site.server().port(), time, requests);
  }

  /** Mail is accepted, and goes nowhere. */
  private void hold(Arena arena) {
    PgConnection mail =
        PgConnection.connect(
                vertx,
                PgConnectOptions.fromUri(arena.mailOwnerUrl())
                    .addProperty("search_path", "notifier"))
            .await();
    mail.query("insert into pause (template, since) values ('', now())").execute().await();
    mail.close().await();
  }

  /** How many events go in a second while nothing else is done. */
  private double alone(Site site) {
    int events = (int) Math.min(BACKLOG, site.seed().number("select count(*) from users"));
    site.seed().events(events);
    return events / drain(site);
  }

  /** Until no event waits; gives the seconds. */
  private double drain(Site site) {
    long begin = System.nanoTime();
    while (site.seed().waiting() > 0) {
      if (System.nanoTime() - begin > LONGEST_DRAIN.toNanos()) {
        System.out.println("  VOID: events wait still");
        balanced = false;
        break;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return (System.nanoTime() - begin) / 1e9;
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
            + " wait at the end, %.0f relayed/s meanwhile%n",
        name,
        done.creates(),
        done.gets(),
        done.micros(),
        done.waiting(),
        done.relayed());
  }

  private void compare(Site with, Site without) {
    double alone = alone(with);
    double creates = with.mean(Done::creates);
    System.out.printf(
        Locale.ROOT,
        "  relay      %s / none = %.2f in creates/s, %.2f in CPU per create; relay alone %.0f"
            + " events/s%n",
        with.name(),
        creates / without.mean(Done::creates),
        with.mean(Done::micros) / without.mean(Done::micros),
        alone);
    double waiting = with.runs().stream().mapToDouble(Done::waiting).max().orElse(0);
    goals.atMost(
        "users: events that wait after creates at full speed, " + with.name(),
        waiting,
        MOST,
        "events");
    goals.atLeast(
        "users: events relayed / created, in 1/s, nothing else done, " + with.name(),
        alone / creates,
        1.5);
  }

  private void gets(Site relayed, Site mailed, Site without) {
    double alone = without.mean(Done::gets);
    goals.atLeast(
        "users: gets beside creates whose events are taken / without a consumer",
        relayed.mean(Done::gets) / alone,
        0.9);
    goals.figure(
        "users: the same where each event becomes a mail",
        String.format(Locale.ROOT, "%.2f", mailed.mean(Done::gets) / alone));
  }
}

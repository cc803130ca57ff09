package dev.carillon.bench.chaos;

import dev.carillon.bench.chaos.fault.PlantedFault;
import dev.carillon.bench.chaos.fleet.Fleet;
import dev.carillon.bench.chaos.fleet.MemberStart;
import dev.carillon.bench.chaos.fleet.TcpProxy;
import dev.carillon.bench.chaos.postgres.MovedClock;
import dev.carillon.bench.chaos.postgres.Servers;
import dev.carillon.bench.chaos.postgres.SmallDisk;
import dev.carillon.bench.chaos.smtp.Fates;
import dev.carillon.bench.chaos.smtp.HostileServer;
import dev.carillon.bench.chaos.smtp.Mood;
import dev.carillon.bench.chaos.traffic.Answer;
import dev.carillon.bench.chaos.traffic.Api;
import dev.carillon.bench.chaos.traffic.Traffic;
import dev.carillon.bench.chaos.trouble.Stage;
import dev.carillon.bench.chaos.trouble.Troubles;
import dev.carillon.bench.chaos.verdict.ChaosReport;
import dev.carillon.bench.chaos.verdict.Evidence;
import dev.carillon.bench.chaos.verdict.Verdict;
import dev.carillon.bench.chaos.witness.Heartbeat;
import dev.carillon.bench.chaos.witness.History;
import dev.carillon.bench.chaos.witness.Span;
import dev.carillon.bench.chaos.witness.Tables;
import dev.carillon.bench.chaos.witness.Wait;
import dev.carillon.bench.process.PostgresControl;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One run: mail comes in all the time, and all the time something is struck. */
final class ChaosRun implements AutoCloseable {
  private static final String OWNER_URL = "CARILLON_NOTIFIER_MIGRATION_URL";
  private static final int NODES = 3;
  private static final int LEDGER_TRIES = 3;
  private static final long WITH_FAULTS = 15_000;
  private static final long STEALS_EVERY = 150;
  private static final List<String> WAITING_STATES =
      List.of("scheduled", "held", "ready", "sending", "retrying");

  private final ChaosPlan plan;
  private final Random random;
  private final DataDirectory data;
  private final @Nullable SmallDisk disk;
  private final @Nullable MovedClock clock;
  private final LocalStack stack;
  private final Servers postgres;
  private final History history = new History();
  private final Heartbeat heartbeat = new Heartbeat(history);
  private final Fates fates = new Fates();
  private final Mood mood;
  private final List<HostileServer> servers = new ArrayList<>();
  private final Fleet fleet;
  private final Tables tables;
  private final Api api;
  private final Traffic traffic;
  private final List<Answer> whileAway = new ArrayList<>();

  ChaosRun(ChaosPlan plan, Path folder) throws IOException {
    this.plan = plan;
    this.random = new Random(plan.seed());
    this.mood = new Mood(plan.seed(), plan.isShort() ? 2_500 : 9_000, !plan.isShort());
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int port = FreePorts.next();
      servers.add(new HostileServer(port, mood, fates, history::now));
      urls.add("smtp://127.0.0.1:" + port);
    }
    this.data = DataDirectory.open(folder.resolve("data"));
    this.disk = SmallDisk.mount(data.path("postgres"));
    this.stack = LocalStack.start(data, ChaosSettings.external(plan), Progress.quiet());
    JsonObject config = new ChaosSettings(plan, history).of(stack.config(), folder, urls);
    this.tables = new Tables(config.getString(OWNER_URL));
    this.clock = plan.troubles().contains(Troubles.CLOCK) ? MovedClock.in(folder) : null;
    this.postgres =
        new Servers(
            data.path("postgres"),
            disk,
            config.getString(OWNER_URL),
            tables,
            !plan.faults().contains(PlantedFault.FAILOVER_LOSES),
            clock == null ? Map.of() : clock.environment());
    this.fleet = new Fleet(new MemberStart(folder, config, plan.previous(), clock), history);
    this.api = new Api(() -> TcpProxy.loopback(fleet.port(random)), history);
    this.traffic = new Traffic(api, random, plan.hasUsers());
  }

  ChaosReport run() throws Exception {
    fleet.refill(1);
    plant();
    fleet.refill(nodes());
    traffic.prepare();
    Thread clients =
        Thread.ofPlatform().start(() -> traffic.run(plan.length().toMillis(), plan.perSecond()));
    Thread thief = Thread.ofPlatform().daemon().start(this::repeatFaults);
    strike();
    clients.join();
    traffic.awaitAnswers();
    if (!plan.outage().isZero()) {
      outage();
    }
    thief.interrupt();
    calm();
    System.out.println("started: " + fleet.started());
    return Verdict.of(
        new Evidence(
            traffic.promises(),
            fates,
            history,
            heartbeat,
            whileAway,
            ledger(),
            ChaosSettings.VERDICT_MILLIS,
            ChaosSettings.UNKNOWN_TRIES,
            fleet.died()),
        tables);
  }

  private void plant() throws SQLException {
    for (PlantedFault fault : plan.faults()) {
      tables.run(fault.planting());
    }
  }

  private void repeatFaults() {
    List<String> statements =
        plan.faults().stream().flatMap(fault -> fault.repeating().stream()).toList();
    while (!statements.isEmpty() && !Thread.currentThread().isInterrupted()) {
      try {
        tables.run(statements);
      } catch (SQLException away) {
        // PostgreSQL has troubles of its own
      }
      Wait.millis(STEALS_EVERY);
    }
  }

  private void strike() throws Exception {
    Troubles troubles = new Troubles(plan.troubles(), disk != null, clock);
    Stage stage =
        new Stage(
            fleet, postgres, tables, servers, history, random, plan.longestTrouble().toMillis());
    Thread keeper = Thread.ofPlatform().daemon().start(this::keepFull);
    long end = history.now() + plan.length().toMillis();
    while (!troubles.isEmpty() && history.now() < end) {
      long next = history.now() + plan.every().toMillis();
      troubles.strike(stage);
      Wait.millis(Math.max(0, next - history.now()));
    }
    stage.awaitEnds();
    keeper.interrupt();
    keeper.join();
    if (!troubles.isEmpty()) {
      System.out.println("struck: " + troubles.struck());
    }
  }

  /** Who is gone is replaced. */
  private void keepFull() {
    while (!Thread.currentThread().isInterrupted()) {
      fleet.refill(nodes());
      Wait.millis(100);
    }
  }

  private int nodes() {
    return plan.isShort() ? NODES - 1 : NODES;
  }

  private void outage() {
    PostgresControl server = postgres.leader();
    fleet.refill(nodes());
    int away = history.begin(Span.Kind.POSTGRES_AWAY, "");
    server.stop();
    fleet.postgres(false);
    whileAway.addAll(traffic.insist(plan.outage().toMillis()));
    server.start();
    fleet.postgres(true);
    history.end(away);
    traffic.run(Duration.ofSeconds(1).toMillis(), plan.perSecond());
  }

  /** The servers behave, and nobody is struck. */
  private void calm() throws Exception {
    traffic.awaitAnswers();
    fleet.refill(nodes());
    mood.calmDown();
    long limit = plan.isShort() ? 40_000 : 300_000;
    limit = plan.faults().isEmpty() ? limit : WITH_FAULTS;
    long end = history.now() + limit;
    while (!isSettled() && history.now() < end) {
      Wait.millis(200);
    }
  }

  private JsonObject ledger() {
    JsonObject said = new JsonObject();
    for (int i = 0; i < LEDGER_TRIES && !said.getBoolean("balanced", false); i++) {
      said = api.ask("GET", "/v1/ledger", new JsonObject(), null).body();
      Wait.millis(said.getBoolean("balanced", false) ? 0 : 500);
    }
    return said;
  }

  /** Whether nothing waits any more; false without an answer. */
  private boolean isSettled() {
    JsonObject states =
        api.ask("GET", "/v1/ledger", new JsonObject(), null).body().getJsonObject("states");
    return states != null
        && WAITING_STATES.stream().allMatch(state -> states.getLong(state, 0L) == 0);
  }

  @Override
  public void close() {
    fleet.close();
    api.close();
    servers.forEach(HostileServer::close);
    heartbeat.close();
    postgres.close();
    stack.close();
    if (disk != null) {
      disk.close();
    }
    data.close();
  }
}

package dev.carillon.bench.chaos.cluster;

import dev.carillon.bench.chaos.traffic.Api;
import dev.carillon.bench.chaos.witness.Heartbeat;
import dev.carillon.bench.chaos.witness.History;
import dev.carillon.bench.chaos.witness.Wait;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One run: clients ask all the time, and one process after the other is struck. */
public final class ClusterRun implements AutoCloseable {
  private static final Duration SHORT = Duration.ofMinutes(1);
  private static final long WARM_UP = 60_000;
  private static final long SHORT_WARM_UP = 6_000;
  private static final long SETTLE_LIMIT = 120_000;
  private static final List<String> WAITING_STATES =
      List.of("scheduled", "held", "ready", "sending", "retrying");

  private final Duration length;
  private final int perSecond;
  private final boolean isShort;
  private final Ground ground;
  private final History history;
  private final Heartbeat heartbeat;
  private final Clients clients;

  /**
   * Nothing runs yet but what services need.
   *
   * @param folder holds the run's files
   * @param length for how long strokes follow one another; under a minute there are few, at four
   *     processes
   * @param perSecond requests of all clients
   */
  public ClusterRun(Path folder, Duration length, int perSecond) throws IOException {
    this.length = length;
    this.perSecond = perSecond;
    this.isShort = length.compareTo(SHORT) < 0;
    this.ground = new Ground(folder, isShort);
    this.history = ground.history();
    this.heartbeat = new Heartbeat(history);
    this.clients = new Clients(ground.api());
  }

  /** True if no client noticed what it must not. */
  public boolean run() throws Exception {
    ground.start();
    clients.prepare();
    long warmUp = isShort ? SHORT_WARM_UP : WARM_UP;
    Thread asking = Thread.ofPlatform().start(() -> clients.run(perSecond, warmUp));
    Strikes strikes = ground.strikes();
    try {
      Wait.millis(warmUp + Strikes.CALM);
      if (isShort) {
        strikes.few();
      } else {
        strikes.all(length, List.of());
      }
      Wait.millis(Strikes.CALM);
    } finally {
      clients.stop();
      asking.join(SETTLE_LIMIT);
    }
    Books books = new Books(clients.ledger(), history.spans(), heartbeat);
    books.add(strikes.broken());
    books.add(settle());
    books.compare(ground.tables());
    books.compare(ground.fates());
    if (!books.areKept()) {
      history.spans().forEach(System.out::println);
      ground.balancer().seen().forEach(System.out::println);
    }
    System.out.println(books);
    return books.areKept();
  }

  /** No mail waits any more, and the books balance. */
  private List<String> settle() {
    Api api = ground.api();
    long end = history.now() + SETTLE_LIMIT;
    JsonObject ledger = new JsonObject();
    while (history.now() < end) {
      ledger = api.ask("GET", "/v1/ledger", new JsonObject(), null).body();
      JsonObject states = ledger.getJsonObject("states", new JsonObject());
      boolean waits = WAITING_STATES.stream().anyMatch(state -> states.getLong(state, 0L) > 0);
      if (ledger.getBoolean("balanced", false) && !waits) {
        return List.of();
      }
      Wait.millis(Strikes.CALM);
    }
    return List.of("mail does not settle: " + ledger);
  }

  @Override
  public void close() {
    heartbeat.close();
    ground.close();
  }
}

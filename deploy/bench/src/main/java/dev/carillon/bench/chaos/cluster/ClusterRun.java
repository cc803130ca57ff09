package dev.carillon.bench.chaos.cluster;

import dev.carillon.bench.chaos.fleet.TcpProxy;
import dev.carillon.bench.chaos.smtp.Fates;
import dev.carillon.bench.chaos.smtp.HostileServer;
import dev.carillon.bench.chaos.smtp.Mood;
import dev.carillon.bench.chaos.traffic.Api;
import dev.carillon.bench.chaos.witness.Heartbeat;
import dev.carillon.bench.chaos.witness.History;
import dev.carillon.bench.chaos.witness.Tables;
import dev.carillon.bench.chaos.witness.Wait;
import dev.carillon.bench.process.PostgresControl;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import dev.carillon.launcher.node.Services.Name;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run: clients ask all the time, and one process after the other is struck. */
public final class ClusterRun implements AutoCloseable {
  /** As deploy/docs/three-nodes.md has it. */
  private static final String PG_CONNECTIONS = "400";

  private static final Duration SHORT = Duration.ofMinutes(1);
  private static final int MANY = 4_096;
  private static final long ABSENT = 8_000;
  private static final long FROZEN = 15_000;
  private static final long BRIEF = 3_000;
  private static final long CALM = 1_500;
  private static final long WARM_UP = 60_000;
  private static final long SHORT_WARM_UP = 6_000;
  private static final long SETTLE_LIMIT = 120_000;
  private static final List<String> WAITING_STATES =
      List.of("scheduled", "held", "ready", "sending", "retrying");

  private final Duration length;
  private final int perSecond;
  private final boolean isShort;
  private final History history = new History();
  private final Heartbeat heartbeat = new Heartbeat(history);
  private final Fates fates = new Fates();
  private final DataDirectory data;
  private final LocalStack stack;
  private final HostileServer smtp;
  private final Network network;
  private final Site site;
  private final Balancer balancer;
  private final Api api;
  private final Clients clients;
  private final Tables tables;
  private final Strikes strikes;

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
    this.network = Network.open();
    Mood mood = new Mood(1, 0, false);
    mood.calmDown();
    int smtpPort = FreePorts.next();
    this.smtp = new HostileServer(smtpPort, mood, fates, history::now);
    this.data = DataDirectory.open(folder.resolve("data"));
    this.stack = LocalStack.start(data, LocalStack.External.SMTP, Progress.quiet());
    admitNodes();
    JsonObject config = config(folder, smtpPort);
    this.tables = new Tables(config.getString("CARILLON_NOTIFIER_MIGRATION_URL"));
    this.site = new Site(folder, network, config, posts(), isShort);
    this.balancer = new Balancer(site.with(Name.GATEWAY), history::now);
    this.api = new Api(() -> TcpProxy.loopback(balancer.port()), history);
    this.clients = new Clients(api);
    this.strikes = new Strikes(site, network, balancer, history);
  }

  /** As many connections as the nodes may open, those of processes that were replaced too. */
  private void admitNodes() {
    PostgresControl server =
        PostgresControl.of(data.path("postgres")).with("max_connections", PG_CONNECTIONS);
    server.stop();
    server.start();
  }

  private JsonObject config(Path folder, int smtpPort) throws IOException {
    JsonObject config =
        stack
            .config()
            .copy()
            .put("CARILLON_SMTP_URL", "smtp://127.0.0.1:" + smtpPort + "?tls=none")
            .put("CARILLON_REQUESTS_PER_KEY", MANY)
            .put("CARILLON_CONNECTIONS_PER_ADDRESS", MANY)
            .put(
                "CARILLON_API_KEYS_FILE",
                Files.writeString(folder.resolve("keys"), Api.keyLine()).toString());
    return isShort ? config.put("CARILLON_DRAIN", "2s") : config;
  }

  private Map<String, List<Name>> posts() {
    Map<String, List<Name>> posts = new LinkedHashMap<>();
    for (int i = 1; i <= 2; i++) {
      if (isShort) {
        posts.put("services" + i, List.of(Name.USERS, Name.NOTIFIER));
      } else {
        posts.put("users" + i, List.of(Name.USERS));
        posts.put("notifier" + i, List.of(Name.NOTIFIER));
      }
      posts.put("gateway" + i, List.of(Name.GATEWAY));
    }
    return posts;
  }

  /** True if no client noticed what it must not. */
  public boolean run() throws Exception {
    site.start(site.posts().get(0)); // whom the others join
    site.posts().stream().skip(1).parallel().forEach(site::start);
    strikes.awaitWhole("after the start");
    clients.prepare();
    long warmUp = isShort ? SHORT_WARM_UP : WARM_UP;
    Thread asking = Thread.ofPlatform().start(() -> clients.run(perSecond, warmUp));
    try {
      Wait.millis(warmUp + CALM);
      if (isShort) {
        strikeOnce();
      } else {
        strikeOn();
      }
      Wait.millis(CALM);
    } finally {
      clients.stop();
      asking.join(SETTLE_LIMIT);
    }
    Books books = new Books(clients.ledger(), history.spans(), heartbeat);
    books.add(strikes.broken());
    books.add(settle());
    books.compare(tables);
    books.compare(fates);
    if (!books.areKept()) {
      history.spans().forEach(System.out::println);
      balancer.seen().forEach(System.out::println);
    }
    System.out.println(books);
    return books.areKept();
  }

  private void strikeOnce() {
    List<Post> services = site.with(Name.USERS);
    strikes.roll(List.of(services.get(0), site.with(Name.GATEWAY).get(0)));
    strikes.freeze(services.get(0), BRIEF);
    if (network.hasHosts()) {
      strikes.cut(services.get(1), BRIEF);
    }
    strikes.kill(List.of(services.get(1)), 0);
  }

  /** All of it at least once, and again until the time is over. */
  private void strikeOn() {
    Post users = site.with(Name.USERS).get(0);
    Post notifier = site.with(Name.NOTIFIER).get(0);
    Post gateway = site.with(Name.GATEWAY).get(0);
    List<Runnable> all = new ArrayList<>();
    for (Post post : List.of(users, notifier, gateway)) {
      all.add(() -> strikes.freeze(post, FROZEN));
      all.add(() -> strikes.kill(List.of(post), ABSENT));
    }
    if (network.hasHosts()) {
      for (Post post : List.of(users, notifier, gateway)) {
        all.add(() -> strikes.cut(post, FROZEN));
      }
      all.add(() -> strikes.part(List.of(gateway, users), FROZEN));
      all.add(() -> strikes.part(List.of(gateway, notifier), FROZEN));
    }
    all.add(() -> strikes.kill(List.of(users, notifier), ABSENT));
    all.add(() -> strikes.kill(List.of(users, notifier, gateway), ABSENT));
    all.add(() -> strikes.roll(site.posts()));
    long end = history.now() + length.toMillis();
    for (int i = 0; i < all.size() || history.now() < end; i++) {
      all.get(i % all.size()).run();
      Wait.millis(CALM);
    }
  }

  /** No mail waits any more, and the books balance. */
  private List<String> settle() {
    long end = history.now() + SETTLE_LIMIT;
    JsonObject ledger = new JsonObject();
    while (history.now() < end) {
      ledger = api.ask("GET", "/v1/ledger", new JsonObject(), null).body();
      JsonObject states = ledger.getJsonObject("states", new JsonObject());
      boolean waits = WAITING_STATES.stream().anyMatch(state -> states.getLong(state, 0L) > 0);
      if (ledger.getBoolean("balanced", false) && !waits) {
        return List.of();
      }
      Wait.millis(CALM);
    }
    return List.of("mail does not settle: " + ledger);
  }

  @Override
  public void close() {
    heartbeat.close();
    strikes.close();
    api.close();
    balancer.close();
    site.close();
    network.close();
    smtp.close();
    stack.close();
    data.close();
  }
}

package dev.carillon.bench.chaos.cluster;

import dev.carillon.bench.chaos.fleet.TcpProxy;
import dev.carillon.bench.chaos.smtp.Fates;
import dev.carillon.bench.chaos.smtp.HostileServer;
import dev.carillon.bench.chaos.smtp.Mood;
import dev.carillon.bench.chaos.traffic.Api;
import dev.carillon.bench.chaos.witness.History;
import dev.carillon.bench.chaos.witness.Tables;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run stands on: processes on their hosts, their servers, a balancer, and who strikes. */
final class Ground implements AutoCloseable {
  /** As deploy/docs/three-nodes.md has it. */
  private static final String PG_CONNECTIONS = "400";

  private static final int MANY = 4_096;

  private final boolean isShort;
  private final History history = new History();
  private final Fates fates = new Fates();
  private final DataDirectory data;
  private final LocalStack stack;
  private final HostileServer smtp;
  private final PostgresControl postgres;
  private final Network network;
  private final Site site;
  private final Balancer balancer;
  private final Api api;
  private final Tables tables;
  private final Strikes strikes;

  /**
   * Nothing runs yet but what services need.
   *
   * @param folder holds the run's files
   * @param isShort for a run of seconds: four processes rather than six, which start quickly
   */
  Ground(Path folder, boolean isShort) throws IOException {
    this.isShort = isShort;
    this.network = Network.open();
    Mood mood = new Mood(1, 0, false);
    mood.calmDown();
    int smtpPort = FreePorts.next();
    this.smtp = new HostileServer(smtpPort, mood, fates, history::now);
    this.data = DataDirectory.open(folder.resolve("data"));
    this.stack = LocalStack.start(data, LocalStack.External.SMTP, Progress.quiet());
    this.postgres = admitNodes();
    JsonObject config = config(folder, smtpPort);
    this.tables = new Tables(config.getString("CARILLON_NOTIFIER_MIGRATION_URL"));
    this.site = new Site(folder, network, config, posts(), isShort);
    this.balancer = new Balancer(site.with(Name.GATEWAY), history::now);
    this.api = new Api(() -> TcpProxy.loopback(balancer.port()), history);
    this.strikes = new Strikes(site, network, balancer, history);
  }

  /** As many connections as the nodes may open, those of processes that were replaced too. */
  private PostgresControl admitNodes() {
    PostgresControl server =
        PostgresControl.of(data.path("postgres")).with("max_connections", PG_CONNECTIONS);
    server.stop();
    server.start();
    return server;
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

  /** Starts all processes, and waits until the cluster is whole. */
  void start() {
    site.start(site.posts().get(0)); // whom the others join
    site.posts().stream().skip(1).parallel().forEach(site::start);
    strikes.awaitWhole("after the start");
  }

  History history() {
    return history;
  }

  /** What mail servers saw. */
  Fates fates() {
    return fates;
  }

  /** What is stored. */
  Tables tables() {
    return tables;
  }

  PostgresControl postgres() {
    return postgres;
  }

  Balancer balancer() {
    return balancer;
  }

  /** By the balancer. */
  Api api() {
    return api;
  }

  Strikes strikes() {
    return strikes;
  }

  @Override
  public void close() {
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

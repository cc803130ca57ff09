package dev.carillon.management;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Registration;
import dev.carillon.bus.calls.CallCounts;
import dev.carillon.bus.canary.Canaries;
import dev.carillon.bus.canary.Need;
import dev.carillon.bus.name.NodeNames;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.cluster.NodeRows;
import dev.carillon.json.Json;
import dev.carillon.lifecycle.Component;
import dev.carillon.lifecycle.Health;
import dev.carillon.management.meter.ProcessText;
import dev.carillon.management.meter.RuntimeMeters;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The operator's door of a process, on its own port: {@code /livez} (the process answers), {@code
 * /readyz} (everything that it needs works), {@code /metrics} (Prometheus text). There is one per
 * process, however many services run in it: the first opens it and the last closes it. With it the
 * process answers who asks all nodes for their tasks, their figures, or how they reach one another.
 */
public final class Management implements Shareable {
  private final Vertx vertx;
  private final Clocks clocks;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private int users;
  private @Nullable Registration answers;
  private final Canaries canaries;
  private final FigureServing figures;
  private Future<HttpServer> server = Future.failedFuture("not opened");

  private Management(Vertx vertx, Clocks clocks) {
    this.clocks = clocks;
    this.vertx = vertx;
    this.canaries = canaries(vertx, clocks);
    this.figures = new FigureServing(vertx, clocks, registry);
    RuntimeMeters.bind(registry);
  }

  /** Looks at the settings; the source has the problems. */
  public static void check(ConfigSource config) {
    ManagementSettings.read(config);
  }

  /** Those of the process: each service tells them what it needs. */
  public static Canaries canaries(Vertx vertx, Clocks clocks) {
    return Canaries.of(vertx, clocks, NodeRows.ROW.address());
  }

  /** As a part of a service that needs another one, and goes on without it: the doctor is told. */
  public static Component asking(Vertx vertx, Clocks clocks, Need need) {
    Canaries canaries = canaries(vertx, clocks);
    return new Component(
        "canaries of " + need.name(),
        () -> canaries.need(List.of(need)),
        () -> {
          canaries.forget(List.of(need));
          return Future.succeededFuture();
        });
  }

  /** As a part of a service. {@code CARILLON_MANAGEMENT_PORT}: 0 takes a free port. */
  public static Component component(Vertx vertx, ConfigSource config, Clocks clocks) {
    Management management =
        vertx
            .sharedData()
            .<String, Management>getLocalMap("carillon.management")
            .computeIfAbsent("management", k -> new Management(vertx, clocks));
    ManagementSettings settings = ManagementSettings.read(config);
    return new Component("management port", () -> management.open(settings), management::close);
  }

  /** The port in use, once a service opened it. */
  public static Future<Integer> port(Vertx vertx) {
    Management management =
        vertx.sharedData().<String, Management>getLocalMap("carillon.management").get("management");
    return management == null
        ? Future.failedFuture("no management port")
        : management.current().map(HttpServer::actualPort);
  }

  private synchronized Future<HttpServer> current() {
    return server;
  }

  private synchronized Future<?> open(ManagementSettings settings) {
    if (users++ == 0) {
      Metrics.addRegistry(registry);
      server = new ManagementServer(vertx, settings, this::handle).listen();
      name(settings);
      figures.start();
      Registration serving =
          Registration.all(
              List.of(
                  new TaskServing(vertx, clocks).serve(),
                  new ClusterServing(vertx, clocks, canaries).serve(),
                  figures.serve()));
      answers = serving;
      return server
          .onSuccess(s -> placeAlone(settings, s))
          .compose(s -> serving.ready())
          .compose(v -> canaries.start());
    }
    return server;
  }

  private synchronized Future<?> close() {
    if (users == 0 || --users > 0) {
      return Future.succeededFuture();
    }
    Metrics.removeRegistry(registry);
    canaries.stop();
    Future<?> withdrawn = answers == null ? Future.succeededFuture() : answers.withdraw();
    return withdrawn
        .eventually(figures::stop)
        .eventually(() -> server.compose(s -> s.shutdown(1, TimeUnit.SECONDS)));
  }

  private String metrics(Health.State state) {
    return registry.scrape()
        + new ProcessText()
            .node(NodeNames.of(vertx).own(), NodeFacts.of(vertx).version())
            .health(state)
            .calls(CallCounts.of(vertx));
  }

  private void name(ManagementSettings settings) {
    if (settings.node() != null) {
      NodeNames.of(vertx).call(settings.node());
    }
  }

  /** A process without a cluster is known by where its operator reaches it. */
  private void placeAlone(ManagementSettings settings, HttpServer listening) {
    if (!vertx.isClustered()) {
      NodeNames.of(vertx).place(settings.host() + ":" + listening.actualPort());
    }
  }

  private void handle(HttpServerRequest request) {
    switch (request.path()) {
      case "/livez" ->
          ManagementServer.answer(request, 200, "application/json", "{\"alive\":true}");
      case "/readyz" ->
          Health.of(vertx)
              .state()
              .onSuccess(
                  s ->
                      ManagementServer.answer(
                          request, s.ready() ? 200 : 503, "application/json", Json.text(s)));
      case "/metrics" ->
          Health.of(vertx)
              .state()
              .onSuccess(
                  s ->
                      ManagementServer.answer(
                          request, 200, "text/plain; version=0.0.4; charset=utf-8", metrics(s)));
      default ->
          ManagementServer.answer(
              request, 404, "text/plain", "Here are /livez, /readyz and /metrics\n");
    }
  }
}

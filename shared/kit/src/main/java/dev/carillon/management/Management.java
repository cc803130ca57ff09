package dev.carillon.management;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Registration;
import dev.carillon.config.ConfigSource;
import dev.carillon.json.Json;
import dev.carillon.lifecycle.Component;
import dev.carillon.lifecycle.Health;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The operator's door of a process, on its own port: {@code /livez} (the process answers), {@code
 * /readyz} (everything that it needs works), {@code /metrics} (Prometheus text). There is one per
 * process, however many services run in it: the first opens it and the last closes it. With it the
 * process answers who asks all nodes for their tasks.
 */
public final class Management implements Shareable {
  private final Vertx vertx;
  private final Clocks clocks;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private int users;
  private @Nullable Registration tasks;
  private Future<HttpServer> server = Future.failedFuture("not opened");

  private Management(Vertx vertx, Clocks clocks) {
    this.clocks = clocks;
    this.vertx = vertx;
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
      Registration serving = new TaskServing(vertx, clocks).serve();
      tasks = serving;
      return server.compose(s -> serving.ready());
    }
    return server;
  }

  private synchronized Future<?> close() {
    if (users == 0 || --users > 0) {
      return Future.succeededFuture();
    }
    Metrics.removeRegistry(registry);
    Future<?> withdrawn = tasks == null ? Future.succeededFuture() : tasks.withdraw();
    return withdrawn.eventually(() -> server.compose(s -> s.shutdown(1, TimeUnit.SECONDS)));
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
          ManagementServer.answer(
              request, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
      default ->
          ManagementServer.answer(
              request, 404, "text/plain", "Here are /livez, /readyz and /metrics\n");
    }
  }
}

package dev.carillon.gateway;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.gateway.accesslog.AccessLog;
import dev.carillon.gateway.connection.Connections;
import dev.carillon.gateway.console.Sessions;
import dev.carillon.gateway.door.Door;
import dev.carillon.gateway.http.Api;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.limits.Limits;
import dev.carillon.gateway.openapi.ApiPages;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.Cors;
import dev.carillon.gateway.security.Keyring;
import dev.carillon.gateway.tls.CountedHandshakes;
import dev.carillon.gateway.tls.TlsWatch;
import dev.carillon.gateway.tokens.TokenRing;
import dev.carillon.gateway.ws.WebSockets;
import dev.carillon.gateway.ws.fanout.Fanout;
import dev.carillon.lifecycle.Component;
import dev.carillon.lifecycle.Components;
import dev.carillon.lifecycle.Health;
import dev.carillon.lifecycle.ListenException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves HTTP and WebSockets on one event loop; all instances share the port. */
final class GatewayServer extends VerticleBase {
  private static final int DRAIN_SECONDS = 5;
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final GatewayConfig config;
  private final Clocks clocks;
  private final Limits limits;
  private final Fanout fanout;
  private final TokenRing ring;
  private final AccessLog log;
  private final String demo;
  private final Cancellation serving = new Cancellation();
  private final List<Component> parts = new ArrayList<>();
  private @Nullable Components running;
  private @Nullable Connections connections;
  private @Nullable LiveEdges edges;

  /**
   * A server that is not started.
   *
   * @param fanout the live clients of the process
   * @param demo {@code host:port} of the demo upstream, empty without one
   */
  GatewayServer(
      GatewayConfig config,
      Clocks clocks,
      Limits limits,
      TokenRing ring,
      Fanout fanout,
      AccessLog log,
      String demo) {
    this.config = config;
    this.clocks = clocks;
    this.limits = limits;
    this.ring = ring;
    this.fanout = fanout;
    this.log = log;
    this.demo = demo;
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx, clocks);
    Authentication authentication = authentication();
    LiveEdges live = new LiveEdges(vertx, bus, config, clocks, fanout, limits, authentication);
    edges = live;
    GatewayRoutes offered = new GatewayRoutes(vertx, bus, config, clocks, ring, demo);
    List<Routes> routes = offered.tables(live.resources());
    routes.add(live.streams());
    parts.addAll(offered.parts());
    Registration events = live.listen();
    parts.add(new Component("live events", events::ready, events::withdraw));
    Connections opened =
        new Connections(
            Timers.of(vertx), clocks, config.times(), config.proxies(), limits.connections());
    connections = opened;
    Door door = new Door(opened, config.proxies(), config.hosts(), log, clocks);
    Router router =
        new Api(vertx, clocks, limits, config.times().total(), serving)
            .router(
                door.then(new Cors(config.origins())),
                authentication,
                live.paths(),
                new ApiPages(vertx, routes).with(offered.open()),
                routes);
    serve(server(router, door, opened), opened, live);
    parts.addAll(live.overTcp(opened));
    running = new Components(parts, STOP_LIMIT);
    return running.start();
  }

  private Authentication authentication() {
    Keyring keys = Sessions.of(vertx, clocks).over(ring.keys());
    return new Authentication(keys, ring, r -> config.proxies().client(r).group());
  }

  private void serve(HttpServer http, Connections opened, LiveEdges live) {
    parts.add(
        Component.closing(
            "connections", () -> Future.succeededFuture(opened).onSuccess(Connections::stop)));
    parts.add(
        new Component(
            "http server",
            () ->
                ListenException.naming(
                    GatewayConfig.PORT,
                    config.host(),
                    config.port(),
                    http.listen(config.port(), config.host())),
            () -> drain(http, live)));
    if (config.tls() != null) {
      parts.add(
          new TlsWatch(
                  vertx,
                  Timers.of(vertx),
                  config.tls(),
                  options -> http.updateSSLOptions(options, true))
              .component());
    }
  }

  @Override
  public Future<?> stop() {
    Components parts = running;
    return parts == null ? Future.succeededFuture() : leave().compose(v -> parts.stop());
  }

  /**
   * Whoever shares out requests sees that this process is not ready, and goes elsewhere. Until it
   * does, requests are taken, and each answer ends its connection.
   */
  private Future<?> leave() {
    Health.of(vertx).leave();
    Connections opened = connections;
    if (opened == null || config.drain().isZero()) {
      return Future.succeededFuture();
    }
    opened.leave();
    if (edges != null) {
      edges.drain();
    }
    Promise<Void> over = Promise.promise();
    Timers.of(vertx).after(config.drain(), over::complete);
    return over.future();
  }

  private HttpServer server(Router router, Door door, Connections opened) {
    HttpServerOptions options =
        Api.serverOptions()
            .setMaxWebSocketFrameSize(config.live().messageBytes())
            .setMaxWebSocketMessageSize(config.live().messageBytes())
            .setWebSocketClosingTimeout(1)
            .setWebSocketSubProtocols(WebSockets.subProtocols());
    if (config.tls() != null) {
      options
          .setSsl(true)
          .setKeyCertOptions(config.tls().pair())
          .setSslEngineOptions(new CountedHandshakes(opened::handshake));
    }
    return vertx
        .createHttpServer(options)
        .connectionHandler(opened::open)
        .requestHandler(stirring(door.before(router)))
        .invalidRequestHandler(door::onInvalid);
  }

  /** In a process that works alone, what comes in is all that there is to do. */
  private Handler<HttpServerRequest> stirring(Handler<HttpServerRequest> handler) {
    Alone alone = Alone.of(vertx);
    return !alone.isDeclared()
        ? handler
        : request -> {
          alone.stir();
          handler.handle(request);
        };
  }

  /** Short requests end by themselves; long ones are told while they can still be answered. */
  private Future<?> drain(HttpServer http, LiveEdges live) {
    live.drain();
    Timers.Pending grace =
        Timers.of(vertx).after(GRACE, () -> serving.cancel("the server is shutting down"));
    return http.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS).onComplete(r -> grace.cancel());
  }
}

package dev.carillon.gateway;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.gateway.accesslog.AccessLog;
import dev.carillon.gateway.bridge.Bridge;
import dev.carillon.gateway.bridge.sockjs.SockJs;
import dev.carillon.gateway.bridge.tcp.TcpBridge;
import dev.carillon.gateway.broadcasts.BroadcastRoutes;
import dev.carillon.gateway.connection.Connections;
import dev.carillon.gateway.door.Door;
import dev.carillon.gateway.events.ParkedRoutes;
import dev.carillon.gateway.http.Api;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.keys.KeyRing;
import dev.carillon.gateway.keys.KeyRoutes;
import dev.carillon.gateway.limits.Limits;
import dev.carillon.gateway.mail.InboxRoutes;
import dev.carillon.gateway.mail.MailRoutes;
import dev.carillon.gateway.mail.UnsubscribePage;
import dev.carillon.gateway.person.PersonRoutes;
import dev.carillon.gateway.playground.PlaygroundRoutes;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.suppressions.SuppressionRoutes;
import dev.carillon.gateway.tasks.TaskRoutes;
import dev.carillon.gateway.templates.TemplateRoutes;
import dev.carillon.gateway.throttles.ThrottleRoutes;
import dev.carillon.gateway.tls.CountedHandshakes;
import dev.carillon.gateway.tls.TlsFiles;
import dev.carillon.gateway.tls.TlsWatch;
import dev.carillon.gateway.upstream.Upstream;
import dev.carillon.gateway.users.ProfileRoutes;
import dev.carillon.gateway.users.UserListRoutes;
import dev.carillon.gateway.users.UserRoutes;
import dev.carillon.gateway.ws.WebSockets;
import dev.carillon.gateway.ws.handshake.Upgrades;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.lifecycle.Component;
import dev.carillon.lifecycle.Components;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Serves HTTP and WebSockets on one event loop; all instances share the port. */
final class GatewayServer extends VerticleBase {
  private static final int DRAIN_SECONDS = 5;
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final GatewayConfig config;
  private final Clocks clocks;
  private final Limits limits;
  private final LiveLimits live;
  private final KeyRing ring;
  private final AccessLog log;
  private final String demo;
  private final Cancellation serving = new Cancellation();
  private final List<Component> parts = new ArrayList<>();
  private @Nullable Components running;

  /**
   * A server that is not started.
   *
   * @param live what the WebSockets of the process may take
   * @param demo {@code host:port} of the demo upstream, empty without one
   */
  GatewayServer(
      GatewayConfig config,
      Clocks clocks,
      Limits limits,
      KeyRing ring,
      LiveLimits live,
      AccessLog log,
      String demo) {
    this.config = config;
    this.clocks = clocks;
    this.limits = limits;
    this.ring = ring;
    this.live = live;
    this.log = log;
    this.demo = demo;
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx, clocks);
    Function<HttpServerRequest, String> address = r -> config.proxies().client(r).group();
    Authentication authentication = new Authentication(ring, address);
    Upgrades upgrades = new Upgrades(vertx, config.origins(), live, address);
    WebSockets webSockets = new WebSockets(vertx, bus, authentication, upgrades, clocks, live);
    Bridge bridge =
        new Bridge(bus, config.bridge(), authentication, clocks, live, limits.admission());
    SockJs sockJs = new SockJs(bridge, upgrades, config.origins(), Timers.of(vertx), clocks);
    List<Routes> routes = routes(bus);
    Registration events = Registration.all(List.of(webSockets.listen(), bridge.listen()));
    parts.add(new Component("live events", events::ready, events::withdraw));
    Connections connections =
        new Connections(
            Timers.of(vertx), clocks, config.times(), config.proxies(), limits.connections());
    Door door = new Door(connections, config.proxies(), log, clocks);
    Router router =
        new Api(vertx, clocks, limits, config.times().total(), serving)
            .router(
                door,
                authentication,
                Map.of("/ws", webSockets, SockJs.PATH + "/*", sockJs),
                new UnsubscribePage(bus, clocks),
                routes);
    serve(
        server(router, door, connections),
        connections,
        () -> {
          webSockets.drain();
          sockJs.drain();
        });
    sockJs.start();
    serveTcp(bridge, connections);
    running = new Components(parts, STOP_LIMIT);
    return running.start();
  }

  private void serve(HttpServer http, Connections connections, Runnable endLive) {
    parts.add(
        new Component(
            "connections",
            () -> Future.succeededFuture(connections).onSuccess(Connections::start),
            () -> Future.succeededFuture(connections).onSuccess(Connections::stop)));
    parts.add(
        new Component(
            "http server",
            () -> http.listen(config.port(), config.host()),
            () -> drain(http, endLive)));
    if (config.tls() != null) {
      parts.add(watch(config.tls(), options -> http.updateSSLOptions(options, true)));
    }
  }

  private Component watch(TlsFiles files, Function<ServerSSLOptions, Future<Boolean>> server) {
    return new TlsWatch(vertx, Timers.of(vertx), files, server).component();
  }

  /** Off unless it has a port. */
  private void serveTcp(Bridge bridge, Connections connections) {
    if (config.bridge().port() == 0) {
      return;
    }
    TcpBridge tcp =
        new TcpBridge(
            bridge,
            Timers.of(vertx),
            clocks,
            limits.connections(),
            peer -> config.proxies().peer(peer).group(),
            config.times().stalled());
    NetServerOptions options = TcpBridge.options();
    secure(options, connections);
    NetServer server = vertx.createNetServer(options);
    parts.add(new Component("tcp bridge", () -> tcp.start(server), () -> tcp.stop(server)));
    if (config.tls() != null) {
      parts.add(watch(config.tls(), changed -> server.updateSSLOptions(changed, true)));
    }
  }

  private void secure(NetServerOptions options, Connections connections) {
    if (config.tls() != null) {
      options
          .setSsl(true)
          .setKeyCertOptions(config.tls().pair())
          .setSslEngineOptions(new CountedHandshakes(connections::handshake));
    }
  }

  @Override
  public Future<?> stop() {
    return running == null ? Future.succeededFuture() : running.stop();
  }

  private List<Routes> routes(Bus bus) {
    List<Routes> routes =
        new ArrayList<>(
            List.of(
                new UserListRoutes(bus, vertx),
                new PersonRoutes(bus, vertx),
                new UserRoutes(bus),
                new ProfileRoutes(bus),
                new MailRoutes(bus),
                new TemplateRoutes(bus),
                new SuppressionRoutes(bus),
                new ThrottleRoutes(bus),
                new BroadcastRoutes(bus),
                new TaskRoutes(bus),
                new ParkedRoutes(bus),
                new KeyRoutes(bus, ring)));
    if (config.inbox()) {
      routes.add(new InboxRoutes(bus));
    }
    if (config.playground()) {
      Upstream upstream = new Upstream(vertx, clocks, config.upstreams(), demo);
      parts.add(Component.closing("upstream", upstream::close));
      routes.add(new PlaygroundRoutes(bus, vertx, upstream, demo));
    }
    return routes;
  }

  private HttpServer server(Router router, Door door, Connections connections) {
    HttpServerOptions options =
        Api.serverOptions(config.times().idle())
            .setMaxWebSocketFrameSize(config.live().messageBytes())
            .setMaxWebSocketMessageSize(config.live().messageBytes())
            .setWebSocketClosingTimeout(1)
            .setWebSocketSubProtocols(WebSockets.subProtocols());
    secure(options, connections);
    return vertx
        .createHttpServer(options)
        .connectionHandler(connections::open)
        .requestHandler(door.before(router))
        .invalidRequestHandler(door::onInvalid);
  }

  /** Short requests end by themselves; long ones are told while they can still be answered. */
  private Future<?> drain(HttpServer http, Runnable endLive) {
    endLive.run();
    Timers.Pending grace =
        Timers.of(vertx).after(GRACE, () -> serving.cancel("the server is shutting down"));
    return http.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS).onComplete(r -> grace.cancel());
  }
}

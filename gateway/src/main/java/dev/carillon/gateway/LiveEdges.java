package dev.carillon.gateway;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.gateway.bridge.Bridge;
import dev.carillon.gateway.bridge.sockjs.SockJs;
import dev.carillon.gateway.bridge.tcp.TcpBridge;
import dev.carillon.gateway.connection.Connections;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.limits.Limits;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.tls.CountedHandshakes;
import dev.carillon.gateway.tls.TlsWatch;
import dev.carillon.gateway.topics.StreamRoutes;
import dev.carillon.gateway.topics.resource.ResourceStreams;
import dev.carillon.gateway.ws.WebSockets;
import dev.carillon.gateway.ws.fanout.Fanout;
import dev.carillon.gateway.ws.handshake.Upgrades;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.lifecycle.Component;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What stays open on one event loop: WebSockets, and the clients of both bridges. */
final class LiveEdges {
  private final Vertx vertx;
  private final GatewayConfig config;
  private final Clocks clocks;
  private final Limits limits;
  private final Bridge bridge;
  private final WebSockets webSockets;
  private final SockJs sockJs;

  /**
   * Nobody is connected yet.
   *
   * @param fanout that of the process
   */
  LiveEdges(
      Vertx vertx,
      Bus bus,
      GatewayConfig config,
      Clocks clocks,
      Fanout fanout,
      Limits limits,
      Authentication authentication) {
    this.vertx = vertx;
    this.config = config;
    this.clocks = clocks;
    this.limits = limits;
    LiveLimits live = fanout.limits();
    Upgrades upgrades =
        new Upgrades(vertx, config.origins(), live, r -> config.proxies().client(r).group());
    this.webSockets =
        new WebSockets(vertx, bus, authentication, upgrades, clocks, fanout, limits.admission());
    this.bridge =
        new Bridge(
            bus,
            config.bridge(),
            authentication,
            clocks,
            live,
            limits.admission(),
            Alone.of(vertx)::stir);
    this.sockJs = new SockJs(bridge, upgrades, config.origins(), Timers.of(vertx), clocks);
  }

  /** Streams of events: they come as requests. */
  Routes streams() {
    return new StreamRoutes(webSockets.topics(), webSockets.fanout());
  }

  /** The same for single resources. */
  ResourceStreams resources() {
    return new ResourceStreams(webSockets.fanout(), Timers.of(vertx), clocks);
  }

  /** Those that come by HTTP, by their paths. */
  Map<String, Handler<RoutingContext>> paths() {
    return Map.of("/ws", webSockets, SockJs.PATH + "/*", sockJs);
  }

  /** Starts to forward events, and to look who is still there. */
  Registration listen() {
    sockJs.start();
    webSockets.start();
    return bridge.listen();
  }

  /**
   * Ends every connection that stays open and came by HTTP, and asks each client to come back at a
   * moment of its own. May be called twice.
   */
  void drain() {
    Duration retry = config.live().retry();
    webSockets.drain(config.drain().compareTo(retry) > 0 ? config.drain() : retry);
    sockJs.drain();
  }

  /** The TCP bridge, if it has a port. */
  List<Component> overTcp(Connections connections) {
    if (config.bridge().port() == 0) {
      return List.of();
    }
    TcpBridge tcp =
        new TcpBridge(
            bridge,
            Timers.of(vertx),
            clocks,
            limits.connections(),
            peer -> config.proxies().peer(peer).group(),
            config.times().stalled());
    NetServer server = vertx.createNetServer(options(connections));
    List<Component> parts = new ArrayList<>();
    parts.add(new Component("tcp bridge", () -> tcp.start(server), () -> tcp.stop(server)));
    if (config.tls() != null) {
      parts.add(
          new TlsWatch(
                  vertx,
                  Timers.of(vertx),
                  config.tls(),
                  changed -> server.updateSSLOptions(changed, true))
              .component());
    }
    return parts;
  }

  private NetServerOptions options(Connections connections) {
    NetServerOptions options = TcpBridge.options();
    if (config.tls() != null) {
      options
          .setSsl(true)
          .setKeyCertOptions(config.tls().pair())
          .setSslEngineOptions(new CountedHandshakes(connections::handshake));
    }
    return options;
  }
}

package dev.carillon.gateway;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.gateway.broadcasts.BroadcastRoutes;
import dev.carillon.gateway.flow.FlowRoutes;
import dev.carillon.gateway.http.Api;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.problem.Problems;
import dev.carillon.gateway.mail.InboxRoutes;
import dev.carillon.gateway.mail.MailRoutes;
import dev.carillon.gateway.mail.UnsubscribePage;
import dev.carillon.gateway.playground.PlaygroundRoutes;
import dev.carillon.gateway.policy.PolicyRoutes;
import dev.carillon.gateway.policy.TemplateRoutes;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.KeyLimits;
import dev.carillon.gateway.tasks.TaskRoutes;
import dev.carillon.gateway.upstream.Upstream;
import dev.carillon.gateway.users.UserRoutes;
import dev.carillon.gateway.ws.WebSockets;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves HTTP and WebSockets on one event loop; all instances share the port. */
final class GatewayServing extends VerticleBase {
  private static final int DRAIN_SECONDS = 5;
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final GatewayConfig config;
  private final Clocks clocks;
  private final KeyLimits limits;
  private final String demo;
  private final Cancellation serving = new Cancellation();
  private @Nullable HttpServer server;
  private @Nullable WebSockets webSockets;
  private @Nullable Registration listening;
  private @Nullable Upstream upstream;

  GatewayServing(GatewayConfig config, Clocks clocks, KeyLimits limits, String demo) {
    this.config = config;
    this.limits = limits;
    this.demo = demo;
    this.clocks = clocks;
  }

  @Override
  public Future<?> start() {
    Debug.lookThrough("dev.carillon.gateway.http.");
    Bus bus = new Bus(vertx, clocks);
    Authentication authentication = new Authentication(config.keys());
    webSockets =
        new WebSockets(bus, authentication, config.origins(), Tasks.of(vertx), Timers.of(vertx));
    listening = webSockets.listen();
    Router router =
        new Api(vertx, clocks, serving)
            .router(
                authentication,
                limits,
                new Api.Open(webSockets, new UnsubscribePage(bus, clocks)),
                routes(bus));
    HttpServer http =
        vertx
            .createHttpServer(
                Api.serverOptions(config.idle())
                    .setWebSocketSubProtocols(WebSockets.subProtocols()))
            .requestHandler(router)
            .invalidRequestHandler(Problems::onInvalidRequest);
    server = http;
    return listening.ready().compose(v -> http.listen(config.port(), config.host()));
  }

  @Override
  public Future<?> stop() {
    if (server == null || webSockets == null || listening == null) {
      return Future.succeededFuture();
    }
    webSockets.drain();
    // Short requests end by themselves; long ones are told while they can still be answered.
    Timers.Pending grace = Timers.of(vertx).after(GRACE, () -> serving.cancel("the server stops"));
    return server
        .shutdown(DRAIN_SECONDS, TimeUnit.SECONDS)
        .onComplete(r -> grace.cancel())
        .eventually(listening::withdraw)
        .eventually(this::closeUpstream);
  }

  private List<Route> routes(Bus bus) {
    List<Route> routes = new ArrayList<>(new UserRoutes(bus, vertx).table());
    routes.addAll(new MailRoutes(bus).table());
    routes.addAll(new TemplateRoutes(bus).table());
    routes.addAll(new PolicyRoutes(bus).table());
    routes.addAll(new FlowRoutes(bus).table());
    routes.addAll(new BroadcastRoutes(bus).table());
    if (config.inbox()) {
      routes.addAll(new InboxRoutes(bus).table());
    }
    routes.addAll(new TaskRoutes(bus).table());
    if (config.playground()) {
      upstream = new Upstream(vertx, clocks, config.upstreams(), demo);
      routes.addAll(new PlaygroundRoutes(bus, vertx, upstream, demo).table());
    }
    return routes;
  }

  private Future<Void> closeUpstream() {
    return upstream == null ? Future.succeededFuture() : upstream.close();
  }
}

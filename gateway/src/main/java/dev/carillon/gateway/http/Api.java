package dev.carillon.gateway.http;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.gateway.connection.OpenConnection;
import dev.carillon.gateway.http.problem.Problems;
import dev.carillon.gateway.limits.Limits;
import dev.carillon.gateway.security.Authentication;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The router, in mount order: the door, which names the request; what needs no key in its header;
 * authentication, limits per key, then the tables.
 */
public final class Api {
  private static final int MAX_HEADERS = 8 * 1024;
  private static final int MAX_REQUEST_LINE = 4 * 1024;

  private static final long MAX_BODY = 1 << 20;

  private final Vertx vertx;
  private final Clocks clocks;
  private final Timers timers;
  private final Limits limits;
  private final Duration bodyLimit;
  private final Cancellation serving;

  /**
   * The API of one event loop.
   *
   * @param bodyLimit how long a body may take to arrive
   * @param serving is cancelled when the server stops, and with it the tasks of its requests
   */
  public Api(Vertx vertx, Clocks clocks, Limits limits, Duration bodyLimit, Cancellation serving) {
    this.vertx = vertx;
    this.serving = serving;
    this.clocks = clocks;
    this.limits = limits;
    this.bodyLimit = bodyLimit;
    this.timers = Timers.of(vertx);
  }

  /**
   * Builds the router.
   *
   * @param door sees every request first
   * @param webSocket has its own authentication
   * @param unsubscribe is for people, whose link is their permission
   */
  public Router router(
      Handler<RoutingContext> door,
      Authentication authentication,
      Handler<RoutingContext> webSocket,
      Handler<RoutingContext> unsubscribe,
      List<Routes> routes) {
    Router router = Router.router(vertx);
    Problems.installOn(router);
    router.route().handler(door);
    router
        .route("/ws")
        .handler(limits.address())
        .handler(authentication::identify)
        .handler(webSocket);
    router.route().handler(limits.process());
    router.route("/unsubscribe/:token").handler(limits.address()).handler(unsubscribe);
    router.route().handler(authentication);
    router.route().handler(limits.key());
    // Path by path in the order of the tables, so that a fixed path is not taken for a parameter.
    routes.stream()
        .flatMap(topic -> topic.table().stream())
        .collect(Collectors.groupingBy(Route::path, LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (path, onPath) -> {
              onPath.forEach(route -> mount(router, route));
              router.route(path).handler(rc -> refuseMethod(rc, onPath));
            });
    return router;
  }

  private void mount(Router router, Route route) {
    if (route.body() != null) {
      // A mount of its own: Vert.x wants nothing before the body handler of a route.
      router.route(route.method(), route.path()).handler(this::boundBodyTime);
      router
          .route(route.method(), route.path())
          .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
          .handler(this::bodyArrived);
    }
    RouteHandler endpoint = new RouteHandler(route, clocks, serving, limits.tasks());
    router.route(route.method(), route.path()).handler(endpoint);
    if (route.method().equals(HttpMethod.GET)) {
      router.route(HttpMethod.HEAD, route.path()).handler(endpoint);
    }
  }

  /**
   * The limits of the server: sizes of line and headers, idle time; long answers are compressed for
   * who asks. A connection on which nothing goes either way is closed: a client that reads a long
   * answer sends nothing.
   */
  public static HttpServerOptions serverOptions(Duration idle) {
    return new HttpServerOptions()
        .setIdleTimeout((int) idle.toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxHeaderSize(MAX_HEADERS)
        .setMaxInitialLineLength(MAX_REQUEST_LINE)
        .setHttp2ClearTextEnabled(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }

  private static void refuseMethod(RoutingContext rc, List<Route> onPath) {
    String allowed =
        onPath.stream()
            .map(r -> r.method().name())
            .map(method -> method.equals("GET") ? "GET, HEAD" : method)
            .distinct()
            .collect(Collectors.joining(", "));
    rc.response().putHeader("allow", allowed);
    rc.fail(405);
  }

  /** An idle time-out alone does not stop a client that sends a byte from time to time. */
  private void boundBodyTime(RoutingContext rc) {
    List<String> codings = rc.request().headers().getAll("content-encoding");
    if (!codings.stream().allMatch("identity"::equalsIgnoreCase)) {
      rc.response().putHeader("accept-encoding", "identity");
      Problems.refuse(rc, 415, "The body must be sent as it is, without Content-Encoding");
      return;
    }
    if (MediaTypes.hasBody(rc.request()) && !MediaTypes.isJson(rc.request())) {
      rc.fail(415);
      return;
    }
    Timers.Pending timer = timers.after(bodyLimit, () -> rc.fail(408));
    rc.put("bodyTimer", timer);
    rc.addEndHandler(v -> timer.cancel());
    rc.next();
  }

  private void bodyArrived(RoutingContext rc) {
    Timers.Pending timer = rc.get("bodyTimer");
    timer.cancel();
    OpenConnection.of(rc).bodyArrived(clocks.nanos());
    rc.next();
  }
}

package dev.carillon.gateway.http;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.gateway.http.media.MediaTypes;
import dev.carillon.gateway.http.path.PathTable;
import dev.carillon.gateway.http.problem.Problems;
import dev.carillon.gateway.limits.Limits;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.Gate;
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
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The router, in mount order: the door, which names the request; what needs no key in its header;
 * authentication, limits per key, then the tables.
 */
public final class Api {
  private static final int MAX_HEADERS = 8 * 1024;
  private static final int MAX_REQUEST_LINE = 4 * 1024;
  private static final long MAX_BODY = 1 << 20;

  /** Where the handler of a plain path is kept in the routing context. */
  private static final String ENDPOINT = "endpoint";

  private final Vertx vertx;
  private final Clocks clocks;
  private final Limits limits;
  private final BodyArrival arrival;
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
    this.arrival = new BodyArrival(Timers.of(vertx), clocks, bodyLimit);
  }

  /**
   * Builds the router.
   *
   * @param door sees every request first
   * @param live by path; they have their own authentication
   * @param open need no key
   */
  public Router router(
      Gate door,
      Authentication authentication,
      Map<String, Handler<RoutingContext>> live,
      List<OpenPath> open,
      List<Routes> routes) {
    Router router = Router.router(vertx);
    Problems.installOn(router);
    mountPlain(router, door, authentication, routes);
    mountLive(router, authentication, live);
    router.route().handler(limits.process());
    open.forEach(
        path ->
            router
                .route(path.path())
                .handler(path.isFile() ? limits.files() : limits.address())
                .handler(path::handle));
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

  private void mountLive(
      Router router, Authentication authentication, Map<String, Handler<RoutingContext>> live) {
    live.forEach(
        (path, handler) ->
            router
                .route(path)
                .handler(limits.address())
                .handler(authentication::identify)
                .handler(handler));
  }

  /**
   * The short way of what is asked for most: gate after gate without a look at any route of the
   * router. It takes what its table knows, and leaves the rest, with every refusal of a path or
   * method, to the mounts below.
   */
  private void mountPlain(
      Router router, Gate door, Authentication authentication, List<Routes> routes) {
    PathTable<RouteHandler> plain = table(routes);
    Handler<RoutingContext> behindKey = rc -> limits.key().pass(rc, Api::orBody);
    Handler<RoutingContext> behindProcess = rc -> authentication.pass(rc, behindKey);
    Handler<RoutingContext> behindDoor =
        rc -> {
          if (!isFrontPage(rc) && find(plain, rc)) {
            limits.process().pass(rc, behindProcess);
          } else {
            rc.next();
          }
        };
    router.route().handler(rc -> door.pass(rc, behindDoor));
    BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_BODY);
    router
        .route()
        .handler(rc -> withBody(rc, arrival::begin))
        .handler(rc -> withBody(rc, body))
        .handler(rc -> withBody(rc, arrival::end))
        .handler(rc -> withBody(rc, endpoint(rc)));
  }

  private PathTable<RouteHandler> table(List<Routes> routes) {
    PathTable<RouteHandler> plain = new PathTable<>();
    for (Routes topic : routes) {
      for (Route route : topic.table()) {
        RouteHandler endpoint = new RouteHandler(route, clocks, serving, limits.tasks());
        plain.add(route.method(), route.path(), endpoint);
        if (route.method().equals(HttpMethod.GET)) {
          plain.add(HttpMethod.HEAD, route.path(), endpoint);
        }
      }
    }
    return plain;
  }

  /** What a person asks for who opens the address in a browser. */
  private static boolean isFrontPage(RoutingContext rc) {
    return rc.request().path().equals("/") && MediaTypes.wantsPage(rc.request());
  }

  private static boolean find(PathTable<RouteHandler> plain, RoutingContext rc) {
    PathTable.Match<RouteHandler> match = plain.find(rc.request().method(), rc.request().path());
    if (match == null) {
      return false;
    }
    rc.put(ENDPOINT, match.value());
    if (!match.params().isEmpty()) {
      rc.pathParams().putAll(match.params());
    }
    return true;
  }

  /** A body is read by the handlers of a router. */
  private static void orBody(RoutingContext rc) {
    RouteHandler endpoint = Objects.requireNonNull(endpoint(rc));
    if (endpoint.route().body() == null) {
      endpoint.handle(rc);
    } else {
      rc.next();
    }
  }

  private static void withBody(RoutingContext rc, @Nullable Handler<RoutingContext> handler) {
    if (endpoint(rc) == null || handler == null) {
      rc.next();
    } else {
      handler.handle(rc);
    }
  }

  private static @Nullable RouteHandler endpoint(RoutingContext rc) {
    return rc.get(ENDPOINT);
  }

  private void mount(Router router, Route route) {
    if (route.body() != null) {
      // A mount of its own: Vert.x wants nothing before the body handler of a route.
      router.route(route.method(), route.path()).handler(arrival::begin);
      router
          .route(route.method(), route.path())
          .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
          .handler(arrival::end);
    }
    RouteHandler endpoint = new RouteHandler(route, clocks, serving, limits.tasks());
    router.route(route.method(), route.path()).handler(endpoint);
    if (route.method().equals(HttpMethod.GET)) {
      router.route(HttpMethod.HEAD, route.path()).handler(endpoint);
    }
  }

  /**
   * The limits of the server: sizes of line and headers. Times are watched by {@code Connections},
   * once a second; the idle time-out of the transport would reckon with each message again.
   */
  public static HttpServerOptions serverOptions() {
    return new HttpServerOptions()
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
}

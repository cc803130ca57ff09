package dev.carillon.gateway.door;

import dev.carillon.failure.Failure;
import dev.carillon.gateway.connection.Connections;
import dev.carillon.gateway.http.problem.Problems;
import dev.carillon.gateway.peer.Proxies;
import dev.carillon.request.TraceId;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way in of one event loop. What it refuses never reaches the router. */
public final class Door implements Handler<RoutingContext> {
  private final Connections connections;
  private final Proxies proxies;

  /** A door to what {@code connections} carry. */
  public Door(Connections connections, Proxies proxies) {
    this.connections = connections;
    this.proxies = proxies;
  }

  /** Lets a request through to the router, or refuses it. */
  public Handler<HttpServerRequest> before(Handler<HttpServerRequest> router) {
    return request -> {
      Failure flaw = Flaws.of(request);
      if (flaw == null) {
        router.handle(request);
      } else {
        connections.endWith(request);
        refuse(request, Problems.status(flaw), flaw);
      }
    };
  }

  /** Answers what could not even be read as a request. */
  public void onInvalid(HttpServerRequest request) {
    refuse(request, Problems.status(request.decoderResult().cause()), null);
  }

  private void refuse(HttpServerRequest request, int status, @Nullable Failure flaw) {
    String traceId = traceId(request);
    StandingHeaders.put(request.response(), traceId, proxies.isSecure(request));
    Problems.refuse(request, status, flaw, traceId);
  }

  /** The first handler of the router: names the request, and puts the standing headers. */
  @Override
  public void handle(RoutingContext rc) {
    HttpServerRequest request = rc.request();
    String traceId = traceId(request);
    rc.put(Problems.TRACE_ID, traceId);
    StandingHeaders.put(rc.response(), traceId, proxies.isSecure(request));
    connections.handle(rc);
  }

  /** That of the client's trace, if it has one; several lines are none. */
  private static String traceId(HttpServerRequest request) {
    List<String> given = request.headers().getAll("traceparent");
    String parent = given.size() == 1 ? TraceId.parent(given.get(0)) : null;
    if (parent != null) {
      return TraceId.in(parent);
    }
    String named = request.getHeader("X-Request-Id");
    return named != null && TraceId.isOne(named) ? named : TraceId.next();
  }
}

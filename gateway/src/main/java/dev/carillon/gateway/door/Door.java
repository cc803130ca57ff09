package dev.carillon.gateway.door;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.trace.TracePoint;
import dev.carillon.async.trace.Traces;
import dev.carillon.failure.Failure;
import dev.carillon.gateway.accesslog.AccessLog;
import dev.carillon.gateway.connection.Connections;
import dev.carillon.gateway.http.problem.Problems;
import dev.carillon.gateway.peer.Proxies;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.Gate;
import dev.carillon.request.TraceId;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way in of one event loop. What it refuses never reaches the router. */
public final class Door implements Gate {
  private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
  private static final int SWITCHED = 101;
  private static final int MISDIRECTED = 421;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Connections connections;
  private final Proxies proxies;
  private final Hosts hosts;
  private final AccessLog log;
  private final Clocks clocks;

  /** A door to what {@code connections} carry. */
  public Door(Connections connections, Proxies proxies, Hosts hosts, AccessLog log, Clocks clocks) {
    this.hosts = hosts;
    this.connections = connections;
    this.proxies = proxies;
    this.log = log;
    this.clocks = clocks;
  }

  /** Lets a request through to the router, or refuses it. */
  public Handler<HttpServerRequest> before(Handler<HttpServerRequest> router) {
    return request -> {
      Failure flaw = Flaws.of(request);
      if (flaw == null && hosts.isMisdirected(request)) {
        connections.endWith(request);
        refuse(request, MISDIRECTED, null);
        return;
      }
      Failure refusal = flaw == null ? hosts.refusal(request) : flaw;
      if (refusal == null) {
        router.handle(request);
      } else {
        connections.endWith(request);
        refuse(request, Problems.status(refusal), refusal);
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
    log.write(request.method().name(), request.path(), status, 0, null, traceId);
  }

  /** The first gate of the router: names the request, and puts the standing headers. */
  @Override
  public void pass(RoutingContext rc, Handler<RoutingContext> next) {
    HttpServerRequest request = rc.request();
    String traceId = traceId(request);
    rc.put(Problems.TRACE_ID, traceId);
    Traces.name(traceId);
    StandingHeaders.put(rc.response(), traceId, proxies.isSecure(request));
    if (log.isOn()) {
      logEnd(rc, traceId);
    }
    connections.pass(rc, next);
  }

  /** A WebSocket has no answer: it is logged when it has ended. */
  private void logEnd(RoutingContext rc, String traceId) {
    long began = clocks.nanos();
    HttpServerRequest request = rc.request();
    if (request.headers().contains(HttpHeaders.UPGRADE)) {
      connections.whenUpgraded(
          request.connection(),
          () -> {
            Line line = line(rc, began, traceId);
            return () -> log(line, SWITCHED);
          });
    }
    rc.addEndHandler(
        end ->
            log(
                line(rc, began, traceId),
                end.failed() ? AccessLog.LEFT : rc.response().getStatusCode()));
  }

  /** What is known of a request before its end, without the request. */
  private record Line(
      String method, @Nullable String path, long began, @Nullable String key, String traceId) {}

  private static Line line(RoutingContext rc, long began, String traceId) {
    Caller caller = Authentication.callerOrNull(rc);
    return new Line(
        rc.request().method().name(),
        rc.request().path(),
        began,
        caller == null ? null : caller.name(),
        traceId);
  }

  private void log(Line line, int status) {
    log.write(
        line.method,
        line.path,
        status,
        (clocks.nanos() - line.began) / NANOS_PER_MILLI,
        line.key,
        line.traceId);
  }

  /**
   * That of the client's trace, if it has one; several lines are none. A tracer goes by the same.
   */
  private static String traceId(HttpServerRequest request) {
    TracePoint traced = Traces.here();
    if (traced != null) {
      return traced.traceId();
    }
    if (request.headers().contains(TRACEPARENT)) {
      List<String> given = request.headers().getAll(TRACEPARENT);
      String parent = given.size() == 1 ? TraceId.parent(given.get(0)) : null;
      if (parent != null) {
        return TraceId.in(parent);
      }
    }
    String named = request.getHeader(REQUEST_ID);
    return named != null && TraceId.isOne(named) ? named : TraceId.next();
  }
}

package dev.carillon.gateway.http;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Work;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.trace.TracePoint;
import dev.carillon.async.trace.Traces;
import dev.carillon.bus.Call;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.connection.OpenConnection;
import dev.carillon.gateway.http.media.Gzip;
import dev.carillon.gateway.http.media.MediaTypes;
import dev.carillon.gateway.http.problem.Problems;
import dev.carillon.gateway.limits.Places;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.Cors;
import dev.carillon.json.Json;
import dev.carillon.request.TraceId;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last handler of a route: scope, parameters, action, answer. */
record RouteHandler(Route route, Clocks clocks, Cancellation serving, Places tasks)
    implements Handler<RoutingContext> {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
  private static final String ENCODING = "accept-encoding";
  private static final Logger LOG = LoggerFactory.getLogger(RouteHandler.class);

  @Override
  public void handle(RoutingContext rc) {
    Traces.label(() -> route.method() + " " + route.path());
    Function<ApiRequest, Future<Reply>> action = action(rc.request());
    if (action == null) {
      Problems.refuse(rc, 406, "This path answers " + route.produced() + ", which Accept excludes");
      return;
    }
    Future<Reply> answer;
    try {
      answer = action.apply(request(rc));
    } catch (RuntimeException e) {
      rc.fail(e);
      return;
    }
    answer.onComplete(
        r -> {
          if (r.succeeded()) {
            write(rc, r.result());
          } else {
            rc.fail(r.cause());
          }
        });
  }

  /** Null if the reader takes nothing of what there is. */
  private @Nullable Function<ApiRequest, Future<Reply>> action(HttpServerRequest request) {
    if (route.watching() != null && MediaTypes.prefersEvents(request)) {
      return route.watching();
    }
    return MediaTypes.isAccepted(request, route.produced()) ? route.action() : null;
  }

  private ApiRequest request(RoutingContext rc) {
    Caller caller = Authentication.caller(rc);
    refuseUnpermitted(rc, caller);
    if (rc.request().query() != null) {
      refuseUnknownParameters(rc);
    }
    refuseUnwantedBody(rc);
    String traceId = rc.get(Problems.TRACE_ID);
    return new ApiRequest(
        rc,
        new Call(
            caller.name(),
            caller.scopes(),
            traceId,
            idempotencyKey(rc),
            Deadline.in(route.limit(), clocks),
            traceparent(rc, traceId)),
        clocks,
        serving,
        tasks,
        route.told());
  }

  /** Where the request stands in its trace; the client's own word where nothing is traced here. */
  private static @Nullable String traceparent(RoutingContext rc, String traceId) {
    TracePoint here = Traces.here();
    if (here != null) {
      return here.traceparent();
    }
    String given = TraceId.parent(rc.request().getHeader(TRACEPARENT));
    return given != null && TraceId.in(given).equals(traceId) ? given : null;
  }

  private void refuseUnpermitted(RoutingContext rc, Caller caller) {
    boolean isUser = caller.user() != null;
    if (isUser && Cors.isForeign(rc)) {
      throw Failure.of(FailureCode.FORBIDDEN, "This Origin is not allowed to use a user's token");
    }
    if (!(isUser && route.forUsers()) && !caller.scopes().covers(route.scope())) {
      throw Failure.of(
          FailureCode.FORBIDDEN,
          isUser
              ? "A user's token does not permit this: an API key with the scope %s is required"
                  .formatted(route.scope().told())
              : "This request requires the scope " + route.scope().told());
    }
  }

  /** A GET may be repeated without a key. */
  private @Nullable String idempotencyKey(RoutingContext rc) {
    return route.method().equals(HttpMethod.GET)
        ? null
        : Conditions.idempotencyKey(rc.request().headers().getAll("Idempotency-Key"));
  }

  private void refuseUnwantedBody(RoutingContext rc) {
    if (route.body() == null && MediaTypes.hasBody(rc.request())) {
      throw Failure.invalid("", "is not allowed: this path takes no body");
    }
  }

  private void refuseUnknownParameters(RoutingContext rc) {
    for (String name : rc.queryParams().names()) {
      if (!route.allows(name)) {
        throw Failure.invalid(name, "is not a parameter of this path");
      }
    }
  }

  private void write(RoutingContext rc, Reply reply) {
    HttpServerResponse response = rc.response();
    if (response.closed() || response.ended()) {
      return;
    }
    reply.headers().forEach(response::putHeader);
    String etag = reply.headers().get(Reply.ETAG);
    if (etag != null && isKnown(rc, etag)) {
      send(response.setStatusCode(304).end());
      return;
    }
    response.setStatusCode(reply.status());
    switch (reply.body()) {
      case null -> send(response.end());
      case Streamed streamed when rc.request().method().equals(HttpMethod.HEAD) ->
          send(response.putHeader("content-type", streamed.contentType()).end());
      case Streamed streamed -> stream(rc, streamed);
      case Object body -> writeJson(rc, Json.bytes(body), etag != null);
    }
  }

  private static void stream(RoutingContext rc, Streamed streamed) {
    HttpServerResponse response = rc.response();
    if (streamed.isWithoutEnd()) {
      OpenConnection.of(rc).streamsEvents();
    } else {
      OpenConnection.of(rc).streams();
    }
    response.putHeader("content-type", streamed.contentType()).setChunked(true);
    Chunks chunks = new Chunks(response, end -> send(rc.request().connection().close()));
    Runnable unwatch = Authentication.watch(rc, chunks::keyEnds);
    Work.begin(() -> streamed.writer().apply(chunks))
        .compose(v -> response.ended() ? Future.succeededFuture() : response.end())
        .onComplete(r -> unwatch.run())
        .onFailure(rc::fail);
  }

  /** A strong ETag names these very bytes: they are not compressed. */
  private static void writeJson(RoutingContext rc, byte[] json, boolean hasEtag) {
    HttpServerResponse response = rc.response();
    response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
    byte[] bytes = json;
    if (!hasEtag && json.length >= Gzip.FROM) {
      String vary = response.headers().get("vary");
      response.putHeader("vary", vary == null ? ENCODING : vary + ", " + ENCODING);
      if (Gzip.isAccepted(rc.request())) {
        response.putHeader("content-encoding", "gzip");
        bytes = Gzip.of(json);
      }
    }
    send(response.end(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes)))); // not copied
  }

  private boolean isKnown(RoutingContext rc, String etag) {
    return route.method().equals(HttpMethod.GET)
        && rc.request().headers().contains(HttpHeaders.IF_NONE_MATCH)
        && Conditions.isKnown(ApiRequest.list(rc, "If-None-Match"), etag);
  }

  private static void send(Future<Void> sent) {
    sent.onFailure(e -> LOG.debug("The client disconnected before its answer: {}", e.toString()));
  }
}

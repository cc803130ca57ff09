package dev.carillon.gateway.http.problem;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import dev.carillon.request.TraceId;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only writer of error responses. A {@link Failure} becomes its status; anything else that is
 * thrown is an internal error: logged with its stack, answered without its cause.
 */
public final class Problems {
  private static final String DETAIL = "problemDetail";

  /** Where the request's trace id is kept in the routing context. */
  public static final String TRACE_ID = "traceId";

  /** Is kept there once the client is known to have left. */
  public static final String LEFT = "left";

  /** What every problem document is. */
  public static final Class<?> DOCUMENT = Problem.class;

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final int GATEWAY_TIMEOUT = 504;
  private static final String MAYBE_DONE =
      "; what was asked for may have been done, or may still be: look before you repeat it, or"
          + " repeat it with its Idempotency-Key";
  private static final String RETRY_AFTER_SECONDS = "1";
  private static final int[] ROUTING_STATUSES = {400, 404, 405, 406, 408, 413, 415, 426, 500};

  private Problems() {}

  /** Takes over every error of the router. */
  public static void installOn(Router router) {
    for (int status : ROUTING_STATUSES) {
      router.errorHandler(status, Problems::onError);
    }
    router.route().failureHandler(Problems::onError);
  }

  /** The status of what could not be read as a request, by why. */
  public static int status(@Nullable Throwable unreadable) {
    return switch (unreadable) {
      case TooLongHttpLineException line -> 414;
      case TooLongHttpHeaderException header -> 431;
      case TooLongFrameException frame -> 431;
      case Failure flaw -> Problem.status(flaw.code());
      case null, default -> 400;
    };
  }

  /**
   * Answers a request that no route may see, and ends its connection.
   *
   * @param flaw what is wrong with it, null where its status says all
   */
  public static void refuse(
      HttpServerRequest request, int status, @Nullable Failure flaw, String traceId) {
    request.response().putHeader("connection", "close");
    write(
        request.response(),
        flaw == null ? Problem.ofStatus(status, traceId) : Problem.of(flaw, status, traceId));
  }

  /** Refuses a request with a status of HTTP itself and a reason that is not the usual one. */
  public static void refuse(RoutingContext rc, int status, String detail) {
    rc.put(DETAIL, detail);
    rc.fail(status);
  }

  private static void onError(RoutingContext rc) {
    HttpServerResponse response = rc.response();
    if (isGone(rc)) {
      LOG.debug("The client left before its answer: {}", String.valueOf(rc.failure()));
      return;
    }
    if (response.headWritten()) {
      LOG.warn("{}: the answer broke off", traceId(rc), rc.failure());
      close(rc.request()); // half an answer must not look like a whole one
      return;
    }
    if (rc.failure() instanceof Failure failure && failure.replayed()) {
      response.putHeader("idempotent-replayed", "true");
    }
    Problem problem = problem(rc.failure(), rc.statusCode(), traceId(rc));
    String detail = rc.get(DETAIL);
    if (detail != null) {
      problem = problem.withDetail(detail);
    } else if (problem.status() == GATEWAY_TIMEOUT && mayChange(rc.request().method())) {
      problem = problem.withDetail(problem.detail() + MAYBE_DONE);
    }
    write(response, problem);
  }

  /** A client that leaves is no fault of ours, whatever its leaving made fail. */
  private static boolean isGone(RoutingContext rc) {
    return rc.failure() instanceof HttpClosedException
        || rc.get(LEFT) != null
        || (rc.response().closed() && !rc.response().ended());
  }

  private static boolean mayChange(HttpMethod method) {
    return !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD);
  }

  private static void close(HttpServerRequest request) {
    request
        .connection()
        .close()
        .onFailure(e -> LOG.debug("The connection was already closed: {}", e.toString()));
  }

  private static Problem problem(@Nullable Throwable cause, int status, String traceId) {
    Failure failure = Failure.known(cause);
    if (failure != null) {
      int mapped = Problem.status(failure.code());
      if (mapped >= 500 && failure == cause) {
        LOG.warn("{} {}: {}", mapped, traceId, failure.message(), failure.getCause());
      }
      return Problem.of(failure, mapped, traceId);
    }
    if (cause == null || (status >= 400 && status < 500)) {
      return Problem.ofStatus(status, traceId);
    }
    LOG.error("500 {}: internal error", traceId, cause);
    return Problem.of(
        Failure.of(FailureCode.INTERNAL, "An internal error occurred and was logged"),
        500,
        traceId);
  }

  private static String traceId(RoutingContext rc) {
    String traceId = rc.get(TRACE_ID);
    return traceId == null ? TraceId.next() : traceId;
  }

  private static void write(HttpServerResponse response, Problem problem) {
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(problem.status())
        .putHeader("content-type", "application/problem+json")
        .putHeader("cache-control", "no-store");
    if (problem.status() == 401) {
      response.putHeader("www-authenticate", "Bearer realm=\"carillon\"");
    }
    if (problem.status() == 503 || problem.status() == 429 || problem.comesLater()) {
      response.putHeader("retry-after", RETRY_AFTER_SECONDS);
    }
    response
        .end(Buffer.buffer(Json.bytes(problem)))
        .onFailure(e -> LOG.debug("The client disconnected before its {}", problem.status()));
  }
}

package dev.carillon.gateway.security;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * Tells browsers which pages may read the API (the Fetch standard, CORS): those whose origins are
 * on the list, each by its own name. There is no star and there are no cookies: what permits is the
 * token in the header.
 */
public record Cors(Origins origins) implements Gate {
  private static final String FOREIGN = "foreignOrigin";
  private static final String API = "/v1/";

  /** Modules are loaded by the same rules as data. */
  private static final String SCRIPT = "/client.";

  private static final String METHODS = "GET, POST, PUT, PATCH, DELETE";
  private static final String REQUEST_HEADERS =
      "authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id";
  private static final String ANSWER_HEADERS =
      "etag, idempotent-replayed, location, ratelimit, ratelimit-policy, retry-after, x-request-id";

  /** Ten minutes; browsers take no more than two hours. */
  private static final String MAX_AGE = "600";

  /** Whether a page sent this whose origin is not on the list. */
  public static boolean isForeign(RoutingContext rc) {
    return rc.get(FOREIGN) != null;
  }

  @Override
  public void pass(RoutingContext rc, Handler<RoutingContext> next) {
    HttpServerRequest request = rc.request();
    boolean isPage = request.headers().contains("Origin");
    boolean isShared = request.path().startsWith(API) || request.path().startsWith(SCRIPT);
    if (!isShared || (!isPage && origins.allowed().isEmpty())) {
      next.handle(rc);
      return;
    }
    HttpServerResponse response = rc.response().putHeader("vary", "origin");
    boolean isPreflight =
        request.method().equals(HttpMethod.OPTIONS)
            && request.headers().contains("Access-Control-Request-Method");
    boolean isAllowed = isPage && origins.allow(request);
    if (isAllowed) {
      response.putHeader("access-control-allow-origin", request.getHeader("Origin"));
      response.putHeader("access-control-expose-headers", ANSWER_HEADERS);
    } else if (isPage) {
      rc.put(FOREIGN, true);
    }
    if (!isPreflight) {
      next.handle(rc);
    } else if (isAllowed) {
      answerPreflight(rc);
    } else {
      rc.fail(Failure.of(FailureCode.FORBIDDEN, "This Origin may not use the API"));
    }
  }

  private static void answerPreflight(RoutingContext rc) {
    rc.response()
        .putHeader("access-control-allow-methods", METHODS)
        .putHeader("access-control-allow-headers", REQUEST_HEADERS)
        .putHeader("access-control-max-age", MAX_AGE)
        .setStatusCode(204)
        .end()
        .onFailure(rc::fail);
  }
}

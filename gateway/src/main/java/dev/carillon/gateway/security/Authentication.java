package dev.carillon.gateway.security;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Admits requests with a known key: {@code Authorization: Bearer sk_...}. A key in the URL is
 * ignored, because URLs end up in logs.
 */
public record Authentication(ApiKeys keys) implements Handler<RoutingContext> {
  private static final int MAX_KEY = 200;
  private static final String CALLER = "caller";
  private static final String BEARER = "Bearer ";

  @Override
  public void handle(RoutingContext rc) {
    String header = rc.request().getHeader("Authorization");
    Caller caller = find(header);
    if (caller == null) {
      rc.fail(
          Failure.of(
              FailureCode.UNAUTHENTICATED,
              header == null
                  ? "An API key is required: Authorization: Bearer sk_..."
                  : "Unknown API key"));
      return;
    }
    rc.put(CALLER, caller);
    rc.next();
  }

  /** The caller, or null without a known key. */
  public @Nullable Caller find(HttpServerRequest request) {
    return find(request.getHeader("Authorization"));
  }

  /** The holder of this key, or null. */
  public @Nullable Caller findKey(String key) {
    return key.isEmpty() || key.length() > MAX_KEY ? null : keys.find(HashedKey.of(key));
  }

  /** The caller that this handler admitted. */
  public static Caller caller(RoutingContext rc) {
    return rc.get(CALLER);
  }

  private @Nullable Caller find(@Nullable String header) {
    return header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? null
        : findKey(header.substring(BEARER.length()).strip());
  }
}

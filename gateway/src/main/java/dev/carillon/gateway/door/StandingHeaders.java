package dev.carillon.gateway.door;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * The headers of every answer. A page that needs more than nothing, such as the one to unsubscribe,
 * says so itself.
 */
final class StandingHeaders {
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
  private static final CharSequence NOTHING =
      HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");
  private static final CharSequence A_YEAR =
      HttpHeaders.createOptimized("max-age=31536000; includeSubDomains");
  private static final CharSequence PRIVATE = HttpHeaders.createOptimized("private, no-cache");

  private static final CharSequence TYPE_OPTIONS =
      HttpHeaders.createOptimized("x-content-type-options");
  private static final CharSequence REFERRER = HttpHeaders.createOptimized("referrer-policy");
  private static final CharSequence CONTENT =
      HttpHeaders.createOptimized("content-security-policy");
  private static final CharSequence TRANSPORT =
      HttpHeaders.createOptimized("strict-transport-security");
  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");

  private StandingHeaders() {}

  /**
   * Puts them into an answer that has none of them yet: to replace is to look for each first.
   *
   * @param secure whether the client came over TLS, and must come so for a year
   */
  static void put(HttpServerResponse response, String traceId, boolean secure) {
    MultiMap headers =
        response
            .headers()
            .add(REQUEST_ID, traceId)
            .add(TYPE_OPTIONS, NOSNIFF)
            .add(REFERRER, NO_REFERRER)
            .add(CONTENT, NOTHING)
            .add(HttpHeaders.CACHE_CONTROL, PRIVATE);
    if (secure) {
      headers.add(TRANSPORT, A_YEAR);
    }
  }
}

package dev.carillon.gateway.pages;

import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTML that somebody else wrote, for a frame of the console. The policy makes an origin of its own
 * of it, in which nothing runs, nothing is sent and nothing is loaded; with one switch, pictures
 * are.
 */
public final class StrangersHtml {
  private static final Logger LOG = LoggerFactory.getLogger(StrangersHtml.class);
  private static final String BEGIN =
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  private static final String END = "; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

  private StrangersHtml() {}

  /**
   * Answers with it.
   *
   * @param remote whether pictures of other servers may be loaded
   */
  public static void show(RoutingContext rc, String html, boolean remote) {
    rc.response()
        .putHeader("content-type", "text/html; charset=utf-8")
        .putHeader("content-security-policy", BEGIN + (remote ? " https:" : "") + END)
        .putHeader("cache-control", "no-store")
        .end(html)
        .onFailure(e -> LOG.debug("The client left before its page", e));
  }
}

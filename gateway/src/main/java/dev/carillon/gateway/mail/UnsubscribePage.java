package dev.carillon.gateway.mail;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.contract.suppressions.Suppressions;
import dev.carillon.contract.suppressions.Unsubscribe;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page behind the unsubscribe link of a mail, without a key: a button for people, and the same
 * path for the mail program's own button (RFC 8058). Only POST changes anything: scanners follow
 * every link.
 */
public final class UnsubscribePage implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(UnsubscribePage.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Bus bus;
  private final Clocks clocks;

  /** Asks the services through {@code bus}. */
  public UnsubscribePage(Bus bus, Clocks clocks) {
    this.bus = bus;
    this.clocks = clocks;
  }

  @Override
  public void handle(RoutingContext rc) {
    boolean post = rc.request().method().equals(HttpMethod.POST);
    if (!post && !rc.request().method().equals(HttpMethod.GET)) {
      rc.response().putHeader("allow", "GET, POST");
      rc.fail(405);
      return;
    }
    rc.request().resume();
    String token = rc.pathParam("token");
    Future<String> text = post ? unsubscribe(token) : readLink(token);
    text.onSuccess(html -> page(rc, 200, html))
        .onFailure(e -> page(rc, status(e), "<p>" + explanation(e) + "</p>"));
  }

  private Future<String> readLink(String token) {
    return Future.succeededFuture(token)
        .map(Unsubscribe::new)
        .compose(link -> bus.request(Suppressions.READ_LINK, call(), link))
        .map(who -> question(who));
  }

  private static String question(Suppress who) {
    return """
    <p>Unsubscribe from \u201c%s\u201d for %s?</p>
    <form method="post"><button>Unsubscribe</button></form>
    """
        .formatted(escaped(String.valueOf(who.topic())), escaped(who.address()));
  }

  private Future<String> unsubscribe(String token) {
    return Future.succeededFuture(token)
        .map(Unsubscribe::new)
        .compose(link -> bus.request(Suppressions.UNSUBSCRIBE, call(), link))
        .map("<p>You are unsubscribed and will receive no more mail of this kind.</p>");
  }

  private Call call() {
    return Call.internal("unsubscribe link", LIMIT, clocks);
  }

  private static int status(Throwable e) {
    if (e instanceof Failure failure && failure.code() == FailureCode.TIMEOUT) {
      return 504;
    }
    return isInternal(e) ? 503 : 400;
  }

  private static String explanation(Throwable e) {
    return isInternal(e)
        ? "Something went wrong. Please try again in a minute."
        : "This link is incomplete. Please use the complete link from the mail.";
  }

  private static boolean isInternal(Throwable e) {
    return !(e instanceof Failure failure) || failure.code() != FailureCode.INVALID;
  }

  private static void page(RoutingContext rc, int status, String body) {
    rc.response()
        .setStatusCode(status)
        .putHeader("content-type", "text/html; charset=utf-8")
        .putHeader("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
        .putHeader("cache-control", "no-store")
        .end(
            """
            <!doctype html><html lang="en"><meta charset="utf-8">
            <meta name="viewport" content="width=device-width"><title>Unsubscribe</title>
            <body style="font:16px sans-serif;max-width:32em;margin:3em auto">%s</body></html>
            """
                .formatted(body))
        .onFailure(e -> LOG.debug("The client disconnected", e));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}

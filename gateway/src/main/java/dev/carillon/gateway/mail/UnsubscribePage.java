package dev.carillon.gateway.mail;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.suppressions.LinkTarget;
import dev.carillon.contract.suppressions.Suppressions;
import dev.carillon.contract.suppressions.Unsubscribe;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.OpenPath;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

  /** The query of the way back; the mail program's own button never has it. */
  private static final String AGAIN = "again";

  private static final String BACK =
      """
      <form method="post" action="?again"><button>Subscribe again</button></form>
      """;

  /** Its one style, its one button, and in no frame of another page. */
  private static final String CONTENT =
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  private final Bus bus;
  private final Clocks clocks;

  /** Asks the services through {@code bus}. */
  public UnsubscribePage(Bus bus, Clocks clocks) {
    this.bus = bus;
    this.clocks = clocks;
  }

  /** Where it is, and what it is told of. */
  public OpenPath path() {
    return new OpenPath(
        "/unsubscribe/:token",
        Map.of(
            HttpMethod.GET, "Asks a person whether to unsubscribe",
            HttpMethod.POST, "Unsubscribes, or with ?again subscribes again"),
        List.of("text/html"),
        this);
  }

  @Override
  public void handle(RoutingContext rc) {
    if (rc.request().headers().contains("Idempotency-Key")) {
      rc.fail(Failure.invalid("Idempotency-Key", "cannot be used with this path"));
      return;
    }
    rc.request().resume();
    Future.succeededFuture(rc.pathParam("token"))
        .map(Unsubscribe::new)
        .compose(link -> text(rc.request(), link))
        .onSuccess(html -> page(rc, 200, html))
        .onFailure(e -> page(rc, status(e), "<p>" + explanation(e) + "</p>"));
  }

  private Future<String> text(HttpServerRequest request, Unsubscribe link) {
    if (!request.method().equals(HttpMethod.POST)) {
      return bus.request(Suppressions.READ_LINK, call(), link).map(UnsubscribePage::question);
    }
    return AGAIN.equals(request.query())
        ? bus.request(Suppressions.RESUBSCRIBE, call(), link)
            .map("<p>You are subscribed again and will receive mail of this kind.</p>")
        : bus.request(Suppressions.UNSUBSCRIBE, call(), link)
            .map("<p>You are unsubscribed and will receive no more mail of this kind.</p>" + BACK);
  }

  private static String question(LinkTarget target) {
    String topic = escaped(target.topic());
    String address = escaped(target.address());
    return target.unsubscribed()
        ? "<p>%s receives no mail of the kind \u201c%s\u201d.</p>".formatted(address, topic) + BACK
        : """
          <p>Unsubscribe from \u201c%s\u201d for %s?</p>
          <form method="post"><button>Unsubscribe</button></form>
          """
            .formatted(topic, address);
  }

  private Call call() {
    return Call.internal("unsubscribe link", LIMIT, clocks);
  }

  private static int status(Throwable e) {
    return switch (code(e)) {
      case INVALID -> 400;
      case CONFLICT -> 409;
      case TIMEOUT -> 504;
      default -> 503;
    };
  }

  private static String explanation(Throwable e) {
    return switch (code(e)) {
      case INVALID -> "This link is incomplete. Please use the complete link from the mail.";
      case CONFLICT -> "The sender has stopped mail to this address; it cannot be subscribed here.";
      default -> "Something went wrong. Please try again in a minute.";
    };
  }

  private static FailureCode code(Throwable e) {
    return e instanceof Failure failure ? failure.code() : FailureCode.INTERNAL;
  }

  private static void page(RoutingContext rc, int status, String body) {
    rc.response()
        .setStatusCode(status)
        .putHeader("content-type", "text/html; charset=utf-8")
        .putHeader("content-security-policy", CONTENT)
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

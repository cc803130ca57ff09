package dev.carillon.gateway.templates;

import dev.carillon.async.time.Clocks;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.OpenPath;
import dev.carillon.gateway.pages.StrangersHtml;
import dev.carillon.once.OneTimeTokens;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;

/**
 * The HTML of drafts until a frame of the console has shown it: once, within a minute, to whoever
 * has its address. It is in the memory of the process that made it, and nowhere else. A caller has
 * {@value #OF_CALLER} at a time and all have {@value #MAX}: then the oldest goes. Thread-safe.
 */
public final class DraftViews implements Shareable, Handler<RoutingContext> {
  static final int OF_CALLER = 4;
  static final int MAX = 32;
  private static final Duration LIFE = Duration.ofSeconds(60);
  private static final String PATH = "/templates/view/";

  private final OneTimeTokens<String> open;

  DraftViews(Clocks clocks) {
    this.open = new OneTimeTokens<>(clocks, LIFE, OF_CALLER, MAX);
  }

  /** Those of a process. */
  public static DraftViews of(Vertx vertx, Clocks clocks) {
    return vertx
        .sharedData()
        .<String, DraftViews>getLocalMap("carillon.drafts")
        .computeIfAbsent("views", k -> new DraftViews(clocks));
  }

  /** Where it is. */
  public OpenPath path() {
    return OpenPath.get(
        PATH + ":token", "Shows the HTML of a draft once, in a frame", List.of("text/html"), this);
  }

  /** Keeps the HTML of a draft; gives the path at which it is shown. */
  String open(String caller, String html) {
    return PATH + open.issue(caller, html).token();
  }

  @Override
  public void handle(RoutingContext rc) {
    String html = open.take(rc.pathParam("token"));
    if (html == null) {
      rc.fail(
          Failure.of(
              FailureCode.NOT_FOUND,
              "A view of a draft is shown once, within a minute: ask again"));
      return;
    }
    StrangersHtml.show(rc, html, false);
  }
}

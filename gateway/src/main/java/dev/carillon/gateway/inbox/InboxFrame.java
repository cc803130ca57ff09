package dev.carillon.gateway.inbox;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.inbox.Inbox;
import dev.carillon.contract.inbox.ReadInboxView;
import dev.carillon.failure.Failure;
import dev.carillon.gateway.http.OpenPath;
import dev.carillon.gateway.pages.StrangersHtml;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;

/**
 * The path at which a frame of the console shows a mail's HTML. A frame sends no key: the token in
 * the path, good for one look, stands for it.
 */
public final class InboxFrame implements Handler<RoutingContext> {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final String PATH = "/inbox/view/";

  private final Bus bus;
  private final Clocks clocks;

  /** Asks the inbox through {@code bus}. */
  public InboxFrame(Bus bus, Clocks clocks) {
    this.bus = bus;
    this.clocks = clocks;
  }

  /** Where it is. */
  public OpenPath path() {
    return OpenPath.get(
        PATH + ":token", "Shows a mail's HTML once, in a frame", List.of("text/html"), this);
  }

  /** The path of one view. */
  static String at(String token) {
    return PATH + token;
  }

  @Override
  public void handle(RoutingContext rc) {
    Future.succeededFuture(rc.pathParam("token"))
        .map(
            token -> {
              try {
                return new ReadInboxView(token);
              } catch (Failure noToken) {
                throw Failure.notFound("view", "of this name");
              }
            })
        .compose(
            view -> bus.request(Inbox.READ_VIEW, Call.internal("inbox view", LIMIT, clocks), view))
        .onSuccess(mail -> StrangersHtml.show(rc, mail.html(), mail.remote()))
        .onFailure(rc::fail);
  }
}

package dev.carillon.gateway.openapi;

import dev.carillon.gateway.http.media.MediaTypes;
import io.vertx.ext.web.RoutingContext;

/** Sends a person on who opens the address in a browser; programs go on to where they were. */
final class FrontPage {
  private static final int SEE_OTHER = 303;

  private FrontPage() {}

  static void handle(RoutingContext rc) {
    if (MediaTypes.wantsPage(rc.request())) {
      rc.response().putHeader("vary", "accept");
      rc.response()
          .setStatusCode(SEE_OTHER)
          .putHeader("location", "/console")
          .end()
          .onFailure(rc::fail);
    } else {
      rc.next();
    }
  }
}

package dev.carillon.gateway.me;

import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.util.List;

/** The route that tells a key or a token what it may do. */
public final class MeRoutes implements Routes {
  private final List<String> parts;

  /**
   * Of a gateway.
   *
   * @param parts of its API that others may not have
   */
  public MeRoutes(List<String> parts) {
    this.parts = parts;
  }

  @Override
  public List<Route> table() {
    return List.of(
        Route.get("/v1/me", Scope.ANY, List.of(), this::me)
            .telling(Told.ok("Tells who asks, and what that key or token may do", Me.class))
            .alsoForUsers());
  }

  private Future<Reply> me(ApiRequest request) {
    return Future.succeededFuture(Reply.ok(Me.of(request.caller(), parts)));
  }
}

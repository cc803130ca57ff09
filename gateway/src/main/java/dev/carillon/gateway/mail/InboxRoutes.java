package dev.carillon.gateway.mail;

import dev.carillon.bus.Bus;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.inbox.Inbox;
import dev.carillon.contract.inbox.InboxPage;
import dev.carillon.contract.inbox.ListInbox;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.util.List;

/** The route of the local inbox, mounted only where an inbox runs. */
public final class InboxRoutes implements Routes {
  private static final Param<String> TO = Param.text("to");

  private final Bus bus;

  /** Asks the services through {@code bus}. */
  public InboxRoutes(Bus bus) {
    this.bus = bus;
  }

  @Override
  public List<Route> table() {
    return List.of(
        Route.get("/v1/inbox", Scope.INBOX_READ, List.of(TO, ApiRequest.LIMIT), this::list)
            .telling(Told.ok("Lists the local inbox, the latest first", InboxPage.class)));
  }

  private Future<Reply> list(ApiRequest request) {
    int limit = request.query(ApiRequest.LIMIT, PageRequest.DEFAULT_LIMIT);
    return bus.request(Inbox.LIST, request.call(), new ListInbox(request.query(TO), limit))
        .map(Reply::ok);
  }
}

package dev.carillon.gateway.overview;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.NodeReplies;
import dev.carillon.contract.cluster.NodeFigures;
import dev.carillon.contract.cluster.NodeRows;
import dev.carillon.contract.cluster.ReadFigures;
import dev.carillon.contract.mail.GetLedger;
import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.Mails;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.util.List;

/** The route of the figures at a glance. It answers what it can: a part that is away is missing. */
public final class OverviewRoutes implements Routes {
  private final Bus bus;
  private final Clocks clocks;

  /** Asks the services and the nodes through {@code bus}. */
  public OverviewRoutes(Bus bus, Clocks clocks) {
    this.bus = bus;
    this.clocks = clocks;
  }

  @Override
  public List<Route> table() {
    return List.of(
        Route.get("/v1/overview", Scope.MAIL_READ, List.of(), this::overview)
            .telling(Told.ok("Tells how all of it is, and how the last hour was", Overview.class)));
  }

  private Future<Reply> overview(ApiRequest request) {
    Future<Ledger> books = bus.request(Mails.LEDGER, request.call(), new GetLedger());
    Future<NodeReplies<NodeFigures>> figures =
        bus.requestEach(NodeRows.FIGURES, request.call(), new ReadFigures());
    return Future.join(books, figures)
        .transform(
            r -> figures.map(each -> Reply.ok(Overview.of(clocks.now(), books.result(), each))));
  }
}

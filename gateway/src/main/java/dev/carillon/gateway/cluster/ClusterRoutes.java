package dev.carillon.gateway.cluster;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.util.List;

/** How the cluster is: the rows of all nodes, put together. */
public final class ClusterRoutes implements Routes {
  private final Bus bus;
  private final Clocks clocks;

  /** Asks the nodes through {@code bus}. */
  public ClusterRoutes(Bus bus, Clocks clocks) {
    this.bus = bus;
    this.clocks = clocks;
  }

  @Override
  public List<Route> table() {
    return List.of(
        Route.get("/v1/cluster", Scope.ADMIN, List.of(), this::report)
            .telling(Told.ok("Tells how the processes reach one another", ClusterReport.class)));
  }

  private Future<Reply> report(ApiRequest request) {
    return new Survey(bus, clocks)
        .rows(request.call())
        .map(rows -> Reply.ok(new Diagnosis(new Matrix(rows, bus.node()), clocks.now()).report()));
  }
}

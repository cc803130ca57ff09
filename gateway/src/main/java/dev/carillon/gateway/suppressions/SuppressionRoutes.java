package dev.carillon.gateway.suppressions;

import dev.carillon.bus.Bus;
import dev.carillon.contract.Ping;
import dev.carillon.contract.suppressions.ListSuppressions;
import dev.carillon.contract.suppressions.Pause;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.contract.suppressions.Suppressions;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.util.List;

/** The routes of suppressions and pauses. */
public final class SuppressionRoutes implements Routes {
  private static final String SUPPRESSIONS = "/v1/suppressions";
  private static final String PAUSES = "/v1/pauses";
  private static final Param<String> ADDRESS = Param.text("address");
  private static final Param<String> TOPIC = Param.text("topic");
  private static final Param<String> TEMPLATE = Param.text("template");

  private final Bus bus;

  /** Asks the services through {@code bus}. */
  public SuppressionRoutes(Bus bus) {
    this.bus = bus;
  }

  @Override
  public List<Route> table() {
    return List.of(
        Route.get(
            SUPPRESSIONS,
            Scope.MAIL_READ,
            List.of(ADDRESS, ApiRequest.LIMIT, ApiRequest.CURSOR),
            this::list),
        Route.post(SUPPRESSIONS, Scope.MAIL_SEND, List.of(), Suppress.class, this::add),
        Route.delete(SUPPRESSIONS, Scope.MAIL_SEND, List.of(ADDRESS, TOPIC), this::remove),
        Route.get(PAUSES, Scope.MAIL_READ, List.of(), this::pauses),
        Route.post(PAUSES, Scope.ADMIN, List.of(), Pause.class, this::pause),
        Route.delete(PAUSES, Scope.ADMIN, List.of(TEMPLATE), this::resume));
  }

  private Future<Reply> add(ApiRequest request) {
    return bus.request(Suppressions.ADD, request.call(), request.body(Suppress.class))
        .map(Reply::ok);
  }

  private Future<Reply> remove(ApiRequest request) {
    Suppress suppress = new Suppress(request.required(ADDRESS), request.query(TOPIC), null);
    return bus.request(Suppressions.REMOVE, request.call(), suppress).map(done -> Reply.empty());
  }

  private Future<Reply> list(ApiRequest request) {
    ListSuppressions list = new ListSuppressions(request.query(ADDRESS), request.page());
    return bus.request(Suppressions.LIST, request.call(), list).map(Reply::ok);
  }

  private Future<Reply> pauses(ApiRequest request) {
    return bus.request(Suppressions.PAUSES, request.call(), new Ping()).map(Reply::ok);
  }

  private Future<Reply> pause(ApiRequest request) {
    return bus.request(Suppressions.PAUSE, request.call(), request.body(Pause.class))
        .map(Reply::ok);
  }

  private Future<Reply> resume(ApiRequest request) {
    return bus.request(Suppressions.RESUME, request.call(), new Pause(request.query(TEMPLATE)))
        .map(Reply::ok);
  }
}

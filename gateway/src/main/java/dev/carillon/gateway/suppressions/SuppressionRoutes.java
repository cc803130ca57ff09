package dev.carillon.gateway.suppressions;

import dev.carillon.bus.Bus;
import dev.carillon.contract.Ping;
import dev.carillon.contract.suppressions.ListSuppressions;
import dev.carillon.contract.suppressions.Pause;
import dev.carillon.contract.suppressions.Pauses;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.contract.suppressions.Suppression;
import dev.carillon.contract.suppressions.SuppressionPage;
import dev.carillon.contract.suppressions.Suppressions;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;

/** The routes of suppressions and pauses. */
public final class SuppressionRoutes implements Routes {
  private static final String SUPPRESSIONS = "/v1/suppressions";
  private static final String PAUSES = "/v1/pauses";
  private static final Param<String> ADDRESS = Param.text("address");
  private static final Param<String> THE_ADDRESS = ADDRESS.needed();
  private static final Param<Boolean> ENDED = Param.bool("ended");
  private static final Param<String> TOPIC = Param.text("topic");
  private static final Param<String> TEMPLATE = Param.text("template");

  private final Bus bus;

  /** Asks the services through {@code bus}. */
  public SuppressionRoutes(Bus bus) {
    this.bus = bus;
  }

  @Override
  public List<Route> table() {
    return Stream.of(suppressions(), pauses()).flatMap(List::stream).toList();
  }

  private List<Route> suppressions() {
    return List.of(
        Route.get(
                SUPPRESSIONS,
                Scope.MAIL_READ,
                List.of(ADDRESS, ENDED, ApiRequest.LIMIT, ApiRequest.CURSOR),
                this::list)
            .telling(Told.ok("Lists addresses that get no mail", SuppressionPage.class)),
        Route.post(SUPPRESSIONS, Scope.MAIL_SEND, List.of(), Suppress.class, this::add)
            .telling(Told.ok("Keeps mail from an address", Suppression.class)),
        Route.delete(SUPPRESSIONS, Scope.MAIL_SEND, List.of(THE_ADDRESS, TOPIC), this::remove)
            .telling(Told.empty("Lets an address get mail again").refusing(FailureCode.NOT_FOUND)));
  }

  private List<Route> pauses() {
    return List.of(
        Route.get(PAUSES, Scope.MAIL_READ, List.of(), this::paused)
            .telling(Told.ok("Lists what is held", Pauses.class)),
        Route.post(PAUSES, Scope.ADMIN, List.of(), Pause.class, this::pause)
            .telling(Told.ok("Holds mail of a template, or all", Pauses.class)),
        Route.delete(PAUSES, Scope.ADMIN, List.of(TEMPLATE), this::resume)
            .telling(Told.ok("Lets held mail go", Pauses.class)));
  }

  private Future<Reply> add(ApiRequest request) {
    return bus.request(Suppressions.ADD, request.call(), request.body(Suppress.class))
        .map(Reply::ok);
  }

  private Future<Reply> remove(ApiRequest request) {
    Suppress suppress = new Suppress(request.required(THE_ADDRESS), request.query(TOPIC), null);
    return bus.request(Suppressions.REMOVE, request.call(), suppress).map(done -> Reply.empty());
  }

  private Future<Reply> list(ApiRequest request) {
    ListSuppressions list =
        new ListSuppressions(request.query(ADDRESS), request.query(ENDED), request.page());
    return bus.request(Suppressions.LIST, request.call(), list).map(Reply::ok);
  }

  private Future<Reply> paused(ApiRequest request) {
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

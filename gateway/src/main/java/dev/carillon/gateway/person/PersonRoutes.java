package dev.carillon.gateway.person;

import dev.carillon.async.task.Tasks;
import dev.carillon.bus.Bus;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.users.ErasurePage;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.ListErasures;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.Streamed;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The routes of all that is kept of a person, and of the list of who was erased. */
public final class PersonRoutes implements Routes {
  private static final Param<UUID> ID = Param.pathUuid("id");
  private static final Param<Instant> SINCE = Param.time("since");
  private static final String NDJSON = "application/x-ndjson";
  private static final Duration EXPORT_LIMIT = Duration.ofMinutes(30);

  private final Bus bus;
  private final Vertx vertx;

  /** Asks the services through {@code bus}. */
  public PersonRoutes(Bus bus, Vertx vertx) {
    this.bus = bus;
    this.vertx = vertx;
  }

  @Override
  public List<Route> table() {
    return List.of(
        Route.get("/v1/users/:id/export", Scope.ADMIN, List.of(ID), this::export)
            .telling(
                Told.streams("Streams all that is kept of a person, an object a line")
                    .refusing(FailureCode.NOT_FOUND))
            .producing(NDJSON)
            .within(EXPORT_LIMIT),
        Route.get(
                "/v1/erasures",
                Scope.ADMIN,
                List.of(SINCE, ApiRequest.LIMIT, ApiRequest.CURSOR),
                this::erasures)
            .telling(Told.ok("Lists who was erased", ErasurePage.class)));
  }

  /** The audit is looked at before the answer begins: who has none was never there. */
  private Future<Reply> export(ApiRequest request) {
    UUID user = request.path(ID);
    ListAudit first = new ListAudit(user, new PageRequest(1, null));
    return bus.request(Users.AUDIT, request.call(), first)
        .map(
            known ->
                Reply.ok(
                    new Streamed(
                        NDJSON,
                        out ->
                            request.task(
                                Tasks.of(vertx),
                                "export of a user",
                                c -> new PersonExport(bus, request, out, c, user).write()))));
  }

  private Future<Reply> erasures(ApiRequest request) {
    ListErasures list = new ListErasures(request.query(SINCE), request.page());
    return bus.request(Users.ERASURES, request.call(), list).map(Reply::ok);
  }
}

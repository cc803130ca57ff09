package dev.carillon.gateway.broadcasts;

import dev.carillon.bus.Bus;
import dev.carillon.contract.broadcasts.Broadcast;
import dev.carillon.contract.broadcasts.BroadcastPage;
import dev.carillon.contract.broadcasts.BroadcastRun;
import dev.carillon.contract.broadcasts.BroadcastSpec;
import dev.carillon.contract.broadcasts.Broadcasts;
import dev.carillon.contract.broadcasts.DeleteBroadcast;
import dev.carillon.contract.broadcasts.GetBroadcast;
import dev.carillon.contract.broadcasts.ListBroadcasts;
import dev.carillon.contract.broadcasts.ListTicks;
import dev.carillon.contract.broadcasts.PutBroadcast;
import dev.carillon.contract.broadcasts.RunBroadcast;
import dev.carillon.contract.broadcasts.TickPage;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Match;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;

/** The routes of broadcast schedules. */
public final class BroadcastRoutes implements Routes {
  private static final String BROADCASTS = "/v1/broadcasts";
  private static final String ONE = BROADCASTS + "/:name";
  private static final Param<String> NAME = Param.pathText("name");
  private static final Param<Integer> NEXT = Param.integer("next", 0, 100);
  private static final int DEFAULT_NEXT = 5;

  private final Bus bus;

  /** Asks the services through {@code bus}. */
  public BroadcastRoutes(Bus bus) {
    this.bus = bus;
  }

  @Override
  public List<Route> table() {
    return Stream.of(schedules(), ticks()).flatMap(List::stream).toList();
  }

  private List<Route> schedules() {
    return List.of(
        Route.get(
                BROADCASTS,
                Broadcasts.GET.scope(),
                List.of(ApiRequest.LIMIT, ApiRequest.CURSOR),
                this::list)
            .telling(Told.ok("Lists broadcasts", BroadcastPage.class)),
        Route.put(ONE, Scope.ADMIN, List.of(NAME), BroadcastSpec.class, this::put)
            .telling(
                Told.ok("Makes a broadcast, or replaces it", Broadcast.class)
                    .saying("is not a cron expression: ...")
                    .versioned()
                    .replacing()
                    .refusing(FailureCode.CONFLICT)),
        Route.get(ONE, Broadcasts.GET.scope(), List.of(NAME, NEXT), this::get)
            .telling(
                Told.ok("Reads a broadcast with its next times", Broadcast.class)
                    .versioned()
                    .refusing(FailureCode.NOT_FOUND)),
        Route.delete(ONE, Scope.ADMIN, List.of(NAME), this::delete)
            .telling(
                Told.empty("Deletes a broadcast")
                    .matching(Match.OPTIONAL)
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT)));
  }

  private List<Route> ticks() {
    return List.of(
        Route.get(
                ONE + "/history",
                Broadcasts.GET.scope(),
                List.of(NAME, ApiRequest.LIMIT, ApiRequest.CURSOR),
                this::history)
            .telling(
                Told.ok("Lists the ticks that fired, the latest first", TickPage.class)
                    .refusing(FailureCode.NOT_FOUND)),
        Route.postWithoutBody(ONE + "/run", Scope.ADMIN, List.of(NAME), this::run)
            .telling(
                Told.ok("Fires a broadcast now", BroadcastRun.class)
                    .refusing(FailureCode.NOT_FOUND)));
  }

  private Future<Reply> put(ApiRequest request) {
    PutBroadcast put =
        new PutBroadcast(
            request.path(NAME),
            request.body(BroadcastSpec.class),
            request.ifMatch(),
            request.onlyNew());
    return bus.request(Broadcasts.PUT, request.call(), put).map(BroadcastRoutes::shown);
  }

  private Future<Reply> get(ApiRequest request) {
    GetBroadcast get = new GetBroadcast(request.path(NAME), request.query(NEXT, DEFAULT_NEXT));
    return bus.request(Broadcasts.GET, request.call(), get).map(BroadcastRoutes::shown);
  }

  private Future<Reply> list(ApiRequest request) {
    return bus.request(Broadcasts.LIST, request.call(), new ListBroadcasts(request.page()))
        .map(Reply::ok);
  }

  private Future<Reply> delete(ApiRequest request) {
    DeleteBroadcast delete = new DeleteBroadcast(request.path(NAME), request.ifMatch());
    return bus.request(Broadcasts.DELETE, request.call(), delete).map(done -> Reply.empty());
  }

  private Future<Reply> history(ApiRequest request) {
    ListTicks list = new ListTicks(request.path(NAME), request.page());
    return bus.request(Broadcasts.TICKS, request.call(), list).map(Reply::ok);
  }

  private Future<Reply> run(ApiRequest request) {
    return bus.request(Broadcasts.RUN, request.call(), new RunBroadcast(request.path(NAME)))
        .map(fired -> Reply.ok(fired.run()).replayed(fired.replayed()));
  }

  /** The times to come move with the clock. */
  private static Reply shown(Broadcast broadcast) {
    return Reply.ok(broadcast).movingVersion(broadcast.version());
  }
}

package dev.carillon.gateway.faults;

import dev.carillon.failure.FailureCode;
import dev.carillon.faults.FaultList;
import dev.carillon.faults.FaultState;
import dev.carillon.faults.Faults;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import dev.carillon.text.DurationText;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The routes of faults, mounted only where they are allowed. */
public final class FaultRoutes implements Routes {
  private static final String FAULTS = "/v1/faults";
  private static final Param<String> NAME = Param.pathText("name");
  private static final Param<Duration> FOR =
      Param.parsed("for", DurationText::parse)
          .shaped(Map.of("type", "string", "pattern", DurationText.WHOLE));

  private final Faults faults;

  /** Those of this process. */
  public FaultRoutes(Faults faults) {
    this.faults = faults;
  }

  @Override
  public List<Route> table() {
    return List.of(
        Route.get(FAULTS, Scope.ADMIN, List.of(), this::list)
            .telling(
                Told.ok("Lists what can be broken on purpose, and who did so", FaultList.class)),
        Route.postWithoutBody(FAULTS + "/:name", Scope.ADMIN, List.of(NAME, FOR), this::begin)
            .telling(
                Told.ok("Breaks something for 10 s, or for 1 to 60", FaultState.class)
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT))
            .withoutIdempotencyKey(),
        Route.delete(FAULTS + "/:name", Scope.ADMIN, List.of(NAME), this::end)
            .telling(
                Told.ok("Makes it whole before its time is over", FaultState.class)
                    .refusing(FailureCode.NOT_FOUND)));
  }

  private Future<Reply> list(ApiRequest request) {
    return Future.succeededFuture(Reply.ok(faults.list()));
  }

  private Future<Reply> begin(ApiRequest request) {
    return faults
        .begin(request.path(NAME), request.query(FOR, Faults.USUAL), request.call().actor())
        .map(Reply::ok);
  }

  private Future<Reply> end(ApiRequest request) {
    return faults.end(request.path(NAME), request.call().actor()).map(Reply::ok);
  }
}

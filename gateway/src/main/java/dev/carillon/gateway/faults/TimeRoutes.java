package dev.carillon.gateway.faults;

import dev.carillon.faults.time.TimeMachine;
import dev.carillon.faults.time.TimeShift;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.util.List;

/**
 * The routes of the time machine, mounted only where it is allowed. Every key may see the shift.
 */
public final class TimeRoutes implements Routes {
  private static final String TIME = "/v1/time";

  private final TimeMachine time;

  /** That of this process. */
  public TimeRoutes(TimeMachine time) {
    this.time = time;
  }

  @Override
  public List<Route> table() {
    return List.of(
        Route.get(TIME, Scope.ANY, List.of(), this::shift)
            .telling(Told.ok("Tells how far schedules are ahead", TimeShift.class)),
        Route.post(TIME, Scope.ADMIN, List.of(), MoveTime.class, this::forward)
            .telling(
                Told.ok("Moves schedules forward, and never back", TimeShift.class)
                    .saying("must not lead further than 400 days in all; it is ..."))
            .withoutIdempotencyKey());
  }

  private Future<Reply> shift(ApiRequest request) {
    return time.shift().map(Reply::ok);
  }

  private Future<Reply> forward(ApiRequest request) {
    return time.forward(request.body(MoveTime.class).forward(), request.call().actor())
        .map(Reply::ok);
  }
}

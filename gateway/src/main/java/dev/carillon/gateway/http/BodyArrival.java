package dev.carillon.gateway.http;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.gateway.connection.OpenConnection;
import dev.carillon.gateway.http.media.MediaTypes;
import dev.carillon.gateway.http.problem.Problems;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;

/**
 * Bodies on their way: an idle time-out alone does not stop a client that sends a byte from time to
 * time.
 *
 * @param limit how long a body may take to arrive
 */
record BodyArrival(Timers timers, Clocks clocks, Duration limit) {
  /** Refuses a body that would not be read, and bounds the time of the others. */
  void begin(RoutingContext rc) {
    List<String> codings = rc.request().headers().getAll("content-encoding");
    if (!codings.stream().allMatch("identity"::equalsIgnoreCase)) {
      rc.response().putHeader("accept-encoding", "identity");
      Problems.refuse(rc, 415, "The body must be sent as it is, without Content-Encoding");
      return;
    }
    if (MediaTypes.hasBody(rc.request()) && !MediaTypes.isJson(rc.request())) {
      rc.fail(415);
      return;
    }
    Timers.Pending timer = timers.after(limit, () -> rc.fail(408));
    rc.put("bodyTimer", timer);
    rc.addEndHandler(v -> timer.cancel());
    rc.next();
  }

  /** All of it is there. */
  void end(RoutingContext rc) {
    Timers.Pending timer = rc.get("bodyTimer");
    timer.cancel();
    OpenConnection.of(rc).bodyArrived(clocks.nanos());
    rc.next();
  }
}

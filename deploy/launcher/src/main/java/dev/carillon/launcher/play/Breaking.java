package dev.carillon.launcher.play;

import dev.carillon.async.time.Clocks;
import dev.carillon.embedded.fault.Breakable;
import dev.carillon.faults.Fault;
import dev.carillon.faults.Faults;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** Allows to break a process whose servers are all its own. */
public final class Breaking {
  private Breaking() {}

  /** To be called before services start; nothing is allowed where nothing can be broken. */
  public static void allow(Vertx vertx, List<Breakable> servers) {
    if (servers.isEmpty()) {
      return;
    }
    Faults faults = Faults.of(vertx, Clocks.system());
    faults.allow();
    servers.forEach(
        one ->
            faults.offer(
                new Fault(
                    one.name(),
                    one.what(),
                    () -> apart(vertx, one.begin()),
                    () -> apart(vertx, one.end()))));
  }

  private static Future<?> apart(Vertx vertx, Runnable blocking) {
    return vertx.executeBlocking(
        () -> {
          blocking.run();
          return true;
        },
        false);
  }
}

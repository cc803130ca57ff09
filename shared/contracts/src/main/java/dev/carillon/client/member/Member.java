package dev.carillon.client.member;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all clients that are derived from one share: the Vert.x instance, and what is registered.
 */
final class Member {
  private final Vertx vertx;
  private final boolean own;
  private final Clocks clocks;
  private final Bus bus;
  private final List<Registration> registered = new ArrayList<>();
  private @Nullable Future<Void> left;

  /**
   * A member.
   *
   * @param own whether the instance ends with it
   */
  Member(Vertx vertx, boolean own, Clocks clocks) {
    this.vertx = vertx;
    this.own = own;
    this.clocks = clocks;
    this.bus = new Bus(vertx, clocks);
  }

  Bus bus() {
    return bus;
  }

  Clocks clocks() {
    return clocks;
  }

  /** What is taken off the bus when the member leaves. */
  synchronized Registration keep(Registration registration) {
    registered.add(registration);
    return registration;
  }

  synchronized Future<Void> leave() {
    if (left == null) {
      left =
          Registration.all(List.copyOf(registered))
              .withdraw()
              .transform(r -> own ? vertx.close() : Future.succeededFuture());
    }
    return left;
  }
}

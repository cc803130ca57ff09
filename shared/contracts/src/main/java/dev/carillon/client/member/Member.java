package dev.carillon.client.member;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.bus.tls.MemberTls;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all clients that are derived from one share: the Vert.x instance, and what is registered.
 */
final class Member {
  private final Joined joined;
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
  Member(Joined joined, boolean own, Clocks clocks) {
    this.joined = joined;
    this.own = own;
    this.clocks = clocks;
    this.bus = new Bus(joined.vertx(), clocks);
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

  Future<Void> readTlsAgain() {
    MemberTls tls = joined.tls();
    return tls == null ? Future.succeededFuture() : tls.readAgain(joined.vertx());
  }

  synchronized Future<Void> leave() {
    if (left == null) {
      left =
          Registration.all(List.copyOf(registered))
              .withdraw()
              .transform(r -> own ? joined.vertx().close() : Future.succeededFuture());
    }
    return left;
  }
}

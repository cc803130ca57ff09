package dev.carillon.client.member;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.bus.tls.MemberTls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all clients that are derived from one share: the Vert.x instance, and what is registered.
 */
final class Member {
  private static final Logger LOG = LoggerFactory.getLogger(Member.class);

  private final Joined joined;
  private final boolean own;
  private final Clocks clocks;
  private final Bus bus;
  private final Set<Registration> registered = new LinkedHashSet<>();
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

  /** Is taken off the bus when the member leaves: at once if it has left. */
  Registration keep(Registration registration) {
    if (remember(registration)) {
      registration.gone().onComplete(r -> forget(registration));
    } else {
      registration.withdraw().onFailure(e -> LOG.debug("Not withdrawn: {}", e.toString()));
    }
    return registration;
  }

  private synchronized boolean remember(Registration registration) {
    return left == null && registered.add(registration);
  }

  private synchronized void forget(Registration registration) {
    registered.remove(registration);
  }

  Future<Void> readTlsAgain() {
    MemberTls tls = joined.tls();
    return tls == null ? Future.succeededFuture() : tls.readAgain(joined.vertx());
  }

  /** Withdraws outside the lock: what ends there asks to be forgotten, perhaps on other threads. */
  Future<Void> leave() {
    Promise<Void> leaving = Promise.promise();
    List<Registration> all;
    synchronized (this) {
      if (left != null) {
        return left;
      }
      left = leaving.future();
      all = List.copyOf(registered);
    }
    Registration.all(all)
        .withdraw()
        .transform(r -> own ? joined.vertx().close() : Future.succeededFuture())
        .onComplete(leaving);
    return leaving.future();
  }
}

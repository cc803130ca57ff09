package dev.carillon.bus.instance;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.List;

/**
 * What the cluster's map says of the addresses of this process. The map is what members that keep
 * no table go by, and how a message finds the address of one node; what several members had of it
 * at the moment when they died together is lost.
 */
final class Registrations {
  /** The event bus counts its handlers from 0 on. */
  private static final long PUT_BACK = -1;

  private final ClusterManager manager;

  Registrations(ClusterManager manager) {
    this.manager = manager;
  }

  /** Takes all of this process's off, while its handlers stay. */
  Future<Void> withdraw(String address) {
    return of(address)
        .compose(own -> Future.join(own.stream().map(r -> remove(address, r)).toList()))
        .mapEmpty();
  }

  private Future<Void> remove(String address, RegistrationInfo registration) {
    Promise<Void> removed = Promise.promise();
    manager.removeRegistration(address, registration, removed);
    return removed.future();
  }

  /** Puts this process's back if the map has none; true if that was so. */
  Future<Boolean> restore(String address) {
    return of(address)
        .compose(
            own -> {
              if (!own.isEmpty()) {
                return Future.succeededFuture(false);
              }
              Promise<Void> added = Promise.promise();
              manager.addRegistration(
                  address, new RegistrationInfo(manager.getNodeId(), PUT_BACK, false), added);
              return added.future().map(true);
            });
  }

  private Future<List<RegistrationInfo>> of(String address) {
    Promise<List<RegistrationInfo>> all = Promise.promise();
    manager.getRegistrations(address, all);
    return all.future()
        .map(found -> found.stream().filter(r -> r.nodeId().equals(manager.getNodeId())).toList());
  }
}

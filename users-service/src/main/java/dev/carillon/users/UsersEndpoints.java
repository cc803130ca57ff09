package dev.carillon.users;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Done;
import dev.carillon.contract.users.Users;
import dev.carillon.store.pg.OutboxRelay;
import dev.carillon.users.api.ProfileEndpoint;
import dev.carillon.users.api.UserEndpoint;
import dev.carillon.users.domain.ProfileStore;
import dev.carillon.users.domain.UserStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serves the contracts of users-service on one event loop, with that loop's own read client. */
final class UsersEndpoints extends VerticleBase {
  private final UsersStores pools;
  private final OutboxRelay relay;
  private final Clocks clocks;
  private @Nullable UserStore users;
  private @Nullable Registration served;

  UsersEndpoints(UsersStores pools, OutboxRelay relay, Clocks clocks) {
    this.pools = pools;
    this.relay = relay;
    this.clocks = clocks;
  }

  @Override
  public Future<?> start() {
    UserStore store = pools.users(new Uuid7(clocks), relay::wake);
    users = store;
    ProfileStore profiles = pools.profiles(clocks);
    Bus bus = new Bus(vertx, clocks);
    served =
        Registration.all(
            List.of(
                new UserEndpoint(store, profiles).serveOn(bus),
                new ProfileEndpoint(store, profiles).serveOn(bus),
                bus.serve(Users.PING, (call, q) -> pools.ping().map(new Done()))));
    return served.ready();
  }

  @Override
  public Future<?> stop() {
    Future<?> withdrawn = served == null ? Future.succeededFuture() : served.withdraw();
    return withdrawn.eventually(() -> users == null ? Future.succeededFuture() : users.close());
  }
}

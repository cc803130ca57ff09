package dev.carillon.users;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Served;
import dev.carillon.store.pg.OutboxRelay;
import dev.carillon.users.api.UsersApi;
import dev.carillon.users.store.mongo.MongoProfileStore;
import dev.carillon.users.store.pg.PgUserStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.SqlClient;
import org.jspecify.annotations.Nullable;

/** Serves the contracts of users-service on one event loop, with that loop's own read client. */
final class UsersServing extends VerticleBase {
  private final Pools pools;
  private final OutboxRelay relay;
  private final Clocks clocks;
  private @Nullable SqlClient reads;
  private @Nullable Served served;

  UsersServing(Pools pools, OutboxRelay relay, Clocks clocks) {
    this.pools = pools;
    this.relay = relay;
    this.clocks = clocks;
  }

  @Override
  public Future<?> start() {
    reads = pools.reads();
    PgUserStore users = new PgUserStore(reads, pools.writes(), new Uuid7(clocks), relay::wake);
    MongoProfileStore profiles = new MongoProfileStore(pools.mongo(), clocks);
    served = new UsersApi(users, profiles).serveOn(new Bus(vertx, clocks));
    return served.ready();
  }

  @Override
  public Future<?> stop() {
    Future<?> withdrawn = served == null ? Future.succeededFuture() : served.withdraw();
    return withdrawn.eventually(() -> reads == null ? Future.succeededFuture() : reads.close());
  }
}

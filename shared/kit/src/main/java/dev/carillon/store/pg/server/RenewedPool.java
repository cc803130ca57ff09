package dev.carillon.store.pg.server;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Supplier;

/** The same for a pool. */
final class RenewedPool extends RenewedClient<Pool> implements Pool {
  RenewedPool(Supplier<Pool> make) {
    super(make);
  }

  @Override
  public Future<SqlConnection> getConnection() {
    return current().getConnection();
  }

  @Override
  public int size() {
    return current().size();
  }
}

package dev.carillon.store.pg.server;

import io.vertx.core.Future;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import java.util.function.Supplier;

/** A client whose connections can be exchanged for new ones, to another server perhaps. */
class RenewedClient<C extends SqlClient> implements SqlClient {
  private final Supplier<C> make;
  private volatile C current;

  RenewedClient(Supplier<C> make) {
    this.make = make;
    this.current = make.get();
  }

  C current() {
    return current;
  }

  /** Later uses get new connections; those of before are dropped, with what they still do. */
  Future<Void> renew() {
    C before = current;
    current = make.get();
    return before.close();
  }

  @Override
  public Query<RowSet<Row>> query(String sql) {
    return current.query(sql);
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
    return current.preparedQuery(sql);
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
    return current.preparedQuery(sql, options);
  }

  @Override
  public Future<Void> close() {
    return current.close();
  }
}

package dev.carillon.notifier.store.pg;

import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;

/**
 * Connections behind their bulkhead: so many uses at a time, refused at once when too many wait or
 * PostgreSQL is away.
 *
 * @param client which somebody else closes
 * @param bulkhead of all who use these connections
 */
public record GuardedClient<C extends SqlClient>(C client, Bulkhead bulkhead) {
  /** Uses the connections, when there is room. UNAVAILABLE. */
  public <T> Future<T> use(Function<C, Future<T>> work) {
    return bulkhead.run(() -> PgFailures.PLAIN.translate(work.apply(client)));
  }

  /** The same for who needs no transactions. */
  public GuardedClient<SqlClient> plain() {
    return new GuardedClient<>(client, bulkhead);
  }

  /** Runs one statement, when there is room. UNAVAILABLE. */
  public Future<RowSet<Row>> run(String sql, Tuple values) {
    return use(c -> c.preparedQuery(sql).execute(values));
  }

  /**
   * The same for a statement that is planned anew each time, for it reads much of what there is: a
   * plan that was made while there was nothing compares all with all. UNAVAILABLE.
   */
  public Future<RowSet<Row>> runPlanned(String sql, Tuple values) {
    return use(
        c -> values.size() == 0 ? c.query(sql).execute() : c.preparedQuery(sql).execute(values));
  }

  /** Nobody comes in any more, and the connections are given back. */
  public Future<Void> close() {
    bulkhead.close();
    return client.close();
  }
}

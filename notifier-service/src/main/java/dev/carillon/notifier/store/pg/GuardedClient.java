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
}

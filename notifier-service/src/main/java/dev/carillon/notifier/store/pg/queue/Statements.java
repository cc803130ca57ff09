package dev.carillon.notifier.store.pg.queue;

import dev.carillon.async.time.Timers;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** Runs the statements of the queue, each for a limited time. */
final class Statements {
  private static final PgFailures FAILURES = PgFailures.PLAIN;

  /** Above the server's statement time-out, for a connection that was lost without notice. */
  private static final int LIMIT_SECONDS = 6;

  private final SqlClient client;

  Statements(SqlClient client) {
    this.client = client;
  }

  Future<RowSet<Row>> run(String sql, Tuple values) {
    return run(sql, values, LIMIT_SECONDS);
  }

  Future<RowSet<Row>> run(String sql, Tuple values, int seconds) {
    return FAILURES.translate(
        Timers.within(client.preparedQuery(sql).execute(values), Duration.ofSeconds(seconds)));
  }
}

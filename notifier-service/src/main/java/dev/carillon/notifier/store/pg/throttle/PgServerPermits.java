package dev.carillon.notifier.store.pg.throttle;

import dev.carillon.async.time.Timers;
import dev.carillon.notifier.domain.delivery.ServerPermits;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** The limits of servers, kept for all processes in one row each. */
public final class PgServerPermits implements ServerPermits {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MAX_REASON = 500;

  private final SqlClient client;

  /** Uses a client that somebody else closes. */
  public PgServerPermits(SqlClient client) {
    this.client = client;
  }

  @Override
  public Future<Grant> take(String server, int wanted) {
    return run(ThrottleSql.TAKE_PERMITS, Tuple.of(server, wanted))
        .map(
            rows -> {
              if (!rows.iterator().hasNext()) {
                return new Grant(wanted, Duration.ZERO); // nobody limits it any more
              }
              Row row = rows.iterator().next();
              return new Grant(row.getInteger("granted"), Duration.ofMillis(row.getLong("again")));
            });
  }

  @Override
  public Future<Void> pause(String server, String reason) {
    String kept = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
    return run(ThrottleSql.PAUSE_SERVER, Tuple.of(server, kept)).mapEmpty();
  }

  @Override
  public Future<Boolean> probe(String server) {
    return run(ThrottleSql.PROBE_SERVER, Tuple.of(server)).map(rows -> rows.size() > 0);
  }

  @Override
  public Future<Void> resume(String server) {
    return run(ThrottleSql.RESUME_SERVER, Tuple.of(server)).mapEmpty();
  }

  private Future<RowSet<Row>> run(String sql, Tuple values) {
    return Timers.within(PgFailures.PLAIN.run(client, sql, values), LIMIT);
  }
}

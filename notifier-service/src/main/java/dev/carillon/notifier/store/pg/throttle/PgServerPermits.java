package dev.carillon.notifier.store.pg.throttle;

import dev.carillon.notifier.domain.delivery.ServerPermits;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The limits of servers, kept for all processes in one row each. */
public final class PgServerPermits implements ServerPermits {
  private static final int LIMIT_SECONDS = 5;

  private final SqlClient client;

  /** Uses a client that somebody else closes. */
  public PgServerPermits(SqlClient client) {
    this.client = client;
  }

  @Override
  public Future<Grant> take(String server, int wanted) {
    return PgFailures.PLAIN
        .run(client, ThrottleSql.TAKE_PERMITS, Tuple.of(server, wanted))
        .timeout(LIMIT_SECONDS, TimeUnit.SECONDS)
        .map(
            rows -> {
              if (!rows.iterator().hasNext()) {
                return new Grant(wanted, Duration.ZERO); // nobody limits it any more
              }
              Row row = rows.iterator().next();
              return new Grant(row.getInteger("granted"), Duration.ofMillis(row.getLong("again")));
            });
  }
}

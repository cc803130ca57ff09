package dev.carillon.users.store.pg.erasure;

import dev.carillon.store.bulkhead.Bulkhead.Guarded;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.users.domain.retention.AuditRetention;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** Forgets the audit on PostgreSQL: it looks at an index, and takes a bounded time. */
public final class PgAuditRetention implements AuditRetention {
  /** $1 for how many seconds it is kept, $2 how many entries at a time. */
  private static final String FORGET = "select forget_audit($1 * interval '1 s', $2) as n";

  private final Guarded<? extends SqlClient> client;

  /** Uses a client that somebody else closes. */
  public PgAuditRetention(Guarded<? extends SqlClient> client) {
    this.client = client;
  }

  @Override
  public Future<Integer> forget(Duration keep, int most) {
    Tuple values = Tuple.of((double) keep.toSeconds(), most);
    return client
        .run(on -> PgFailures.PLAIN.run(on, FORGET, values))
        .map(rows -> rows.iterator().next().getInteger("n"));
  }
}

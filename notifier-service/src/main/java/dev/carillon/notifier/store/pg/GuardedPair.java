package dev.carillon.notifier.store.pg;

import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.PgClients;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.util.Map;

/**
 * Connections of one kind of row: a pool for what is written, and one pipelined connection for what
 * is read, each behind a bulkhead of its own. Whether the server lives is asked at the other one.
 */
public record GuardedPair(GuardedClient<Pool> writes, GuardedClient<SqlClient> reads) {
  /** How many reads a pipelined connection takes before the next must wait. */
  private static final int PIPELINE = 32;

  /**
   * Connects when first used.
   *
   * @param rows what the rows are called
   * @param capacity of the pool; as many wait for a read as for a write
   * @param writing what connections that write are told
   * @param reading what the other is told
   */
  public static GuardedPair open(
      String rows,
      PgClients clients,
      Bulkhead.Capacity capacity,
      Map<String, String> writing,
      Map<String, String> reading,
      MeterRegistry registry) {
    Pool pool = clients.pool(capacity.inside(), writing);
    SqlClient pipelined = clients.pipelined(1, reading);
    return new GuardedPair(
        guarded(pool, rows + " writes", clients, capacity, pipelined, registry),
        guarded(pipelined, rows + " reads", clients, capacity.inside(PIPELINE), pool, registry));
  }

  private static <C extends SqlClient> GuardedClient<C> guarded(
      C client,
      String name,
      PgClients clients,
      Bulkhead.Capacity capacity,
      SqlClient other,
      MeterRegistry registry) {
    return new GuardedClient<>(
        client,
        clients.bulkhead(name, capacity, () -> other.query("select 1").execute(), registry));
  }

  /** Gives every connection back. */
  public Future<Void> close() {
    return Future.join(writes.close(), reads.close()).mapEmpty();
  }
}

package dev.carillon.notifier.store.pg.notification;

import dev.carillon.async.time.Clocks;
import dev.carillon.notifier.domain.notification.NotificationStore;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.notifier.store.pg.queue.PgQueueStore;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.PgClients;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.Map;

/** The connections for notifications, behind bulkheads of their own. */
public final class NotificationStores {
  private static final int WRITING = 4;
  private static final int READING = 1;

  /** How many reads a pipelined connection takes before the next must wait. */
  private static final int PIPELINE = 32;

  /** A stay is above the server's own limit for a statement. */
  private static final Bulkhead.Capacity CAPACITY =
      new Bulkhead.Capacity(WRITING, 1_000, Duration.ofSeconds(2), Duration.ofSeconds(8));

  private final GuardedClient<Pool> writes;
  private final GuardedClient<SqlClient> reads;

  /**
   * Connects when first used.
   *
   * @param listing what connections that read lists are told
   */
  public NotificationStores(
      Vertx vertx,
      PgClients clients,
      Map<String, String> listing,
      Clocks clocks,
      MeterRegistry registry) {
    Pool pool = clients.pool(WRITING, PgQueueStore.CONNECTION_SETTINGS);
    SqlClient reading = clients.pipelined(READING, listing);
    this.writes =
        new GuardedClient<>(
            pool,
            new Bulkhead(
                "notification writes",
                vertx,
                CAPACITY,
                clients::isAbsence,
                () -> reading.query("select 1").execute(),
                clocks,
                registry));
    this.reads =
        new GuardedClient<>(
            reading,
            new Bulkhead(
                "notification reads",
                vertx,
                CAPACITY.inside(READING * PIPELINE),
                clients::isAbsence,
                () -> pool.query("select 1").execute(),
                clocks,
                registry));
  }

  /** Notifications, and what is decided about their mails. */
  public NotificationStore notifications() {
    return new PgNotificationStore(writes, reads);
  }

  /** Gives every connection back. */
  public Future<Void> close() {
    return Future.join(writes.close(), reads.close()).mapEmpty();
  }
}

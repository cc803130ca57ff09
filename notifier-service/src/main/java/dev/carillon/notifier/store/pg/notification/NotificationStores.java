package dev.carillon.notifier.store.pg.notification;

import dev.carillon.notifier.domain.notification.NotificationStore;
import dev.carillon.notifier.store.pg.GuardedPair;
import dev.carillon.notifier.store.pg.queue.PgQueueStore;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.PgClients;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;

/** The connections for notifications, behind bulkheads of their own. */
public final class NotificationStores {
  private static final int WRITING = 4;

  /** A stay is above the server's own limit for a statement. */
  private static final Bulkhead.Capacity CAPACITY =
      new Bulkhead.Capacity(WRITING, 1_000, Duration.ofSeconds(2), Duration.ofSeconds(8));

  private final GuardedPair connections;

  /**
   * Connects when first used.
   *
   * @param listing what connections that read lists are told
   */
  public NotificationStores(
      PgClients clients, Map<String, String> listing, MeterRegistry registry) {
    this.connections =
        GuardedPair.open(
            "notification", clients, CAPACITY, PgQueueStore.CONNECTION_SETTINGS, listing, registry);
  }

  /** Notifications, and what is decided about their mails. */
  public NotificationStore notifications() {
    return new PgNotificationStore(connections.writes(), connections.reads());
  }

  /** Gives every connection back. */
  public Future<Void> close() {
    return connections.close();
  }
}

package dev.carillon.notifier;

import dev.carillon.notifier.store.pg.PgQueueStore;
import dev.carillon.store.pg.PgClients;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.Map;

/**
 * Makes every connection of notifier-service to its schema, and closes what it made. Accepting,
 * working the queue and reading do not share connections, so that none can starve another.
 */
final class Pools {
  private static final int ACCEPT_CONNECTIONS = 4;
  private static final int QUEUE_CONNECTIONS = 4;
  private static final int READ_CONNECTIONS = 2;
  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(4);

  private final PgClients clients;
  private final Pool accepts;
  private final Pool queue;
  private final SqlClient reads;

  Pools(Vertx vertx, NotifierConfig config) {
    this.clients = new PgClients(vertx, config.pg(), STATEMENT_LIMIT);
    this.accepts = clients.pool(ACCEPT_CONNECTIONS, Map.of());
    this.queue = clients.pool(QUEUE_CONNECTIONS, PgQueueStore.CONNECTION_SETTINGS);
    this.reads = clients.pipelined(READ_CONNECTIONS);
  }

  PgClients clients() {
    return clients;
  }

  Pool accepts() {
    return accepts;
  }

  Pool queue() {
    return queue;
  }

  SqlClient reads() {
    return reads;
  }

  Future<Void> open() {
    return Future.join(
            PgClients.open(accepts, ACCEPT_CONNECTIONS), PgClients.open(queue, QUEUE_CONNECTIONS))
        .mapEmpty();
  }

  Future<?> ping() {
    return reads.query("select 1").execute();
  }

  Future<Void> close() {
    return Future.join(accepts.close(), queue.close(), reads.close()).mapEmpty();
  }
}

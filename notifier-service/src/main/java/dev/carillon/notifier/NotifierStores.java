package dev.carillon.notifier;

import dev.carillon.notifier.domain.broadcast.BroadcastStore;
import dev.carillon.notifier.domain.delivery.ServerPermits;
import dev.carillon.notifier.domain.mail.MailStore;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.WorkerSession;
import dev.carillon.notifier.domain.suppression.SuppressionStore;
import dev.carillon.notifier.domain.template.TemplateStore;
import dev.carillon.notifier.domain.throttle.ThrottleStore;
import dev.carillon.notifier.store.pg.broadcast.PgBroadcastStore;
import dev.carillon.notifier.store.pg.mail.PgMailStore;
import dev.carillon.notifier.store.pg.policy.PgSuppressionStore;
import dev.carillon.notifier.store.pg.policy.PgTemplateStore;
import dev.carillon.notifier.store.pg.queue.PgQueueStore;
import dev.carillon.notifier.store.pg.queue.PgWorkerSession;
import dev.carillon.notifier.store.pg.throttle.PgServerPermits;
import dev.carillon.notifier.store.pg.throttle.PgThrottleStore;
import dev.carillon.store.pg.PgClients;
import dev.carillon.store.pg.PgUrls;
import dev.carillon.store.pg.idempotency.Idempotency;
import dev.carillon.store.pg.idempotency.IdempotencyCleanup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;

/**
 * The stores of notifier-service on its schema. Makes every connection and closes what it made.
 * Accepting, working the queue and reading do not share connections, so that none can starve
 * another.
 */
public final class NotifierStores {
  private static final int ACCEPT_CONNECTIONS = 4;
  private static final int QUEUE_CONNECTIONS = 4;
  private static final int READ_CONNECTIONS = 2;
  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(4);

  private final PgClients clients;
  private final Pool accepts;
  private final Pool queue;
  private final SqlClient reads;
  private final IdempotencyCleanup forgetting;

  /** Connects when first used, or on {@link #open}. */
  public NotifierStores(Vertx vertx, PgUrls urls) {
    this.clients = new PgClients(vertx, urls, STATEMENT_LIMIT);
    this.accepts = clients.pool(ACCEPT_CONNECTIONS, PgQueueStore.CONNECTION_SETTINGS);
    this.queue = clients.pool(QUEUE_CONNECTIONS, PgQueueStore.CONNECTION_SETTINGS);
    this.reads = clients.pipelined(READ_CONNECTIONS);
    this.forgetting = new IdempotencyCleanup(vertx, "notifier", new Idempotency(accepts));
  }

  /** For the migration and the outbox relay. */
  public PgClients clients() {
    return clients;
  }

  /** Accepted mail. */
  public MailStore mails() {
    return new PgMailStore(reads, accepts);
  }

  /** The queue. */
  public QueueStore queue() {
    return new PgQueueStore(queue);
  }

  /** Broadcast schedules. */
  public BroadcastStore broadcasts() {
    return new PgBroadcastStore(queue, accepts);
  }

  /** Templates. */
  public TemplateStore templates() {
    return new PgTemplateStore(accepts);
  }

  /** Who gets no mail, and which mail is held. */
  public SuppressionStore suppressions() {
    return new PgSuppressionStore(accepts);
  }

  /** What holds mail back. */
  public ThrottleStore flow() {
    return new PgThrottleStore(reads, accepts);
  }

  /** The limits of SMTP servers. */
  public ServerPermits budgets() {
    return new PgServerPermits(queue);
  }

  /** Deletes answers of idempotency keys that have expired. */
  public IdempotencyCleanup forgetting() {
    return forgetting;
  }

  /** This process's life as a worker. */
  public WorkerSession workerSession() {
    return new PgWorkerSession(clients);
  }

  /** Connects now, so that the first mails do not wait. */
  public Future<Void> open() {
    return Future.join(
            PgClients.open(accepts, ACCEPT_CONNECTIONS), PgClients.open(queue, QUEUE_CONNECTIONS))
        .mapEmpty();
  }

  /** Succeeds while mail can be accepted; a long list or ledger does not get in its way. */
  public Future<?> ping() {
    return accepts.query("select 1").execute();
  }

  /** Gives every connection back. */
  public Future<Void> close() {
    return Future.join(accepts.close(), queue.close(), reads.close()).mapEmpty();
  }
}

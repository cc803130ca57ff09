package dev.carillon.notifier.store.pg.queue;

import dev.carillon.async.time.Timers;
import dev.carillon.notifier.domain.queue.QueueLimits;
import dev.carillon.notifier.domain.queue.WorkerSession;
import dev.carillon.store.pg.PgClients;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's session as an advisory lock on a connection of its own. Whoever finds the lock free
 * for two seconds takes the worker's mail, so the server keeps it longer for a worker that has
 * become silent than that one may take itself to have its leases: one that is cut off does not know
 * that its session has ended. A process that ends is noticed at once. One context only.
 */
public final class PgWorkerSession implements WorkerSession {
  private static final Logger LOG = LoggerFactory.getLogger(PgWorkerSession.class);
  private static final Duration OPEN_LIMIT = Duration.ofSeconds(5);

  /** So long the server hears nothing before it asks whether the worker is still there. */
  private static final int QUIET_SECONDS = 3;

  /** From the last sign of life, which may have been so long before the link became silent. */
  private static final long GONE_SECONDS = QueueLimits.LEASE_LIFE.toSeconds() + QUIET_SECONDS;

  private static final String KEEP_FOR_THE_SILENT =
      "select set_config('tcp_keepalives_idle', '%1$d', false),".formatted(QUIET_SECONDS)
          + " set_config('tcp_keepalives_interval', '1', false),"
          + " set_config('tcp_keepalives_count', '%1$d', false),"
              .formatted(GONE_SECONDS - QUIET_SECONDS)
          + " set_config('tcp_user_timeout', '%1$ds', false)".formatted(GONE_SECONDS);

  /** $1 the process, as people read it everywhere else. */
  private static final String NEW_WORKER =
      "insert into worker_node (worker, node) values (nextval('worker_seq'), $1) returning worker";

  private final PgClients clients;
  private final Supplier<String> node;
  private @Nullable PgConnection connection;
  private @Nullable Long worker;
  private @Nullable Future<Long> opening;

  /**
   * Connects on the first {@link #worker}.
   *
   * @param node the name of this process, asked when a worker begins
   */
  public PgWorkerSession(PgClients clients, Supplier<String> node) {
    this.clients = clients;
    this.node = node;
  }

  @Override
  public Future<Long> worker() {
    if (worker != null) {
      return Future.succeededFuture(worker);
    }
    if (opening == null) { // claims and heartbeats ask for it together
      Future<Long> attempt = open();
      opening = attempt;
      attempt.onComplete(r -> opening = null);
      return attempt;
    }
    return opening;
  }

  @Override
  public @Nullable Long current() {
    return worker;
  }

  @Override
  public boolean holds(long asked) {
    return worker != null && worker == asked;
  }

  @Override
  public Future<Void> close() {
    PgConnection open = connection;
    connection = null;
    worker = null;
    return open == null ? Future.succeededFuture() : open.close();
  }

  private Future<Long> open() {
    return clients
        .connection()
        .compose(
            c ->
                lock(c)
                    .onSuccess(id -> keep(c, id))
                    .onFailure(e -> c.close().onFailure(x -> LOG.debug("Close failed", x))));
  }

  private Future<Long> lock(PgConnection c) {
    return Timers.within(
        c.query(KEEP_FOR_THE_SILENT)
            .execute()
            .compose(kept -> c.preparedQuery(NEW_WORKER).execute(Tuple.of(node.get())))
            .map(rows -> rows.iterator().next().getLong("worker"))
            .compose(id -> c.preparedQuery(QueueSql.LOCK_WORKER).execute(Tuple.of(id)).map(id)),
        OPEN_LIMIT);
  }

  private void keep(PgConnection c, Long id) {
    connection = c;
    worker = id;
    c.closeHandler(
        v -> {
          if (connection == c) {
            LOG.warn("The session of worker {} ended; the next claim takes a new id", id);
            connection = null;
            worker = null;
          }
        });
  }
}

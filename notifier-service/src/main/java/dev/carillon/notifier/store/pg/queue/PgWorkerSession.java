package dev.carillon.notifier.store.pg.queue;

import dev.carillon.async.time.Timers;
import dev.carillon.notifier.domain.queue.WorkerSession;
import dev.carillon.store.pg.PgClients;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's session as an advisory lock on a connection of its own. One context only. */
public final class PgWorkerSession implements WorkerSession {
  private static final Logger LOG = LoggerFactory.getLogger(PgWorkerSession.class);
  private static final Duration OPEN_LIMIT = Duration.ofSeconds(5);

  private final PgClients clients;
  private @Nullable PgConnection connection;
  private @Nullable Long worker;
  private @Nullable Future<Long> opening;

  /** Connects on the first {@link #worker}. */
  public PgWorkerSession(PgClients clients) {
    this.clients = clients;
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

  private static Future<Long> lock(PgConnection c) {
    return Timers.within(
        c.query(QueueSql.NEW_WORKER)
            .execute()
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

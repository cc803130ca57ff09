package dev.carillon.notifier.store.pg.topic.pending;

import dev.carillon.store.pg.PgClients;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears on a connection of its own that a transaction has published something. A signal may be lost
 * with the connection: whoever waits for it looks every now and then, and has it opened again.
 */
public final class PgTopicSignal {
  private static final Logger LOG = LoggerFactory.getLogger(PgTopicSignal.class);

  private final PgClients clients;
  private final Runnable heard;
  private @Nullable PgConnection connection;
  private boolean opening;

  /** Not connected. */
  public PgTopicSignal(PgClients clients, Runnable heard) {
    this.clients = clients;
    this.heard = heard;
  }

  /** Connects, if it is not connected; the next call tries again what failed. */
  public void listen() {
    if (connection != null || opening) {
      return;
    }
    opening = true;
    clients
        .connection()
        .compose(
            opened -> {
              connection = opened;
              opened.closeHandler(v -> onClose());
              opened.notificationHandler(n -> heard.run());
              return opened.query("listen carillon_topics").execute().onFailure(e -> drop(opened));
            })
        .onComplete(
            r -> {
              opening = false;
              if (r.succeeded()) {
                heard.run(); // what was published before anybody listened
              } else {
                LOG.debug("Nobody listens for what transactions publish", r.cause());
              }
            });
  }

  /** Whoever is woken listens again: of what was published meanwhile nobody would tell. */
  private void onClose() {
    connection = null;
    heard.run();
  }

  /** The next call tries again: nobody is woken, since that may fail again at once. */
  private void drop(PgConnection deaf) {
    deaf.closeHandler(v -> connection = null);
    deaf.close().onFailure(e -> LOG.debug("Already closed", e));
  }

  /** Gives the connection back. */
  public Future<Void> close() {
    PgConnection open = connection;
    return open == null ? Future.succeededFuture() : open.close();
  }
}

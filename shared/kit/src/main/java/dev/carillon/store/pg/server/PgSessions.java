package dev.carillon.store.pg.server;

import dev.carillon.store.pg.link.PgLinks;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections that stand alone, for session locks; who asked for one closes it. Thread-safe. */
final class PgSessions {
  private static final Logger LOG = LoggerFactory.getLogger(PgSessions.class);

  private final PgLinks links;
  private final Set<PgConnection> open =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  PgSessions(PgLinks links) {
    this.links = links;
  }

  Future<PgConnection> open(PgConnectOptions options, Duration silence) {
    return links.session(options, silence).onSuccess(open::add);
  }

  /**
   * Asks each something. Nothing goes over a session that only holds a lock, for hours perhaps:
   * without a question now and then nobody would hear that it leads nowhere any more.
   */
  void ask() {
    for (PgConnection session : all()) {
      session
          .query("select 1")
          .execute()
          .onFailure(
              e -> {
                LOG.debug("A session does not answer", e);
                if (!(e instanceof TimeoutException)) {
                  open.remove(session);
                }
              });
    }
  }

  /** Ends all. */
  List<Future<Void>> drop() {
    List<Future<Void>> closed = new ArrayList<>();
    all().forEach(session -> closed.add(session.close()));
    return closed;
  }

  private List<PgConnection> all() {
    synchronized (open) { // of a weak set the iterator may give less than its size
      return new ArrayList<>(open);
    }
  }
}

package dev.carillon.store.pg;

import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether a connection is a session of the server's, for as long as it is open. Behind a
 * pooler that lends its sessions for one transaction each, such as PgBouncer with {@code
 * pool_mode=transaction}, locks and settings of a session are somebody else's a moment later:
 * workers would take one another for dead, and relays would all lead.
 */
final class OwnSessions {
  private static final Logger LOG = LoggerFactory.getLogger(OwnSessions.class);
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final String PID = "select pg_backend_pid() as pid";

  private final Supplier<Future<PgConnection>> connect;
  private final String schema;

  /** Of the connections of a schema. */
  OwnSessions(Supplier<Future<PgConnection>> connect, String schema) {
    this.connect = connect;
    this.schema = schema;
  }

  /**
   * Fails with a {@link PoolerException} where one is found; that the server is away says nothing.
   */
  Future<Void> require() {
    return connect
        .get()
        .compose(one -> with(one).eventually(one::close))
        .recover(
            e -> {
              if (e instanceof PoolerException) {
                return Future.failedFuture(e);
              }
              LOG.debug("It was not found out whether sessions are our own", e);
              return Future.succeededFuture();
            });
  }

  private Future<Void> with(PgConnection one) {
    return pid(one)
        .compose(
            first ->
                connect.get().compose(other -> compare(one, first, other).eventually(other::close)))
        .compose(own -> own ? Future.succeededFuture() : Future.failedFuture(pooled()));
  }

  /**
   * Whether the first is in the same session still: after another has connected, and while that one
   * is in a transaction; and whether that one is in another session.
   */
  private static Future<Boolean> compare(PgConnection one, int first, PgConnection other) {
    return pid(one)
        .compose(
            still ->
                still == first
                    ? other.query("begin").execute().compose(v -> inside(one, first, other))
                    : Future.succeededFuture(false));
  }

  private static Future<Boolean> inside(PgConnection one, int first, PgConnection other) {
    return pid(other)
        .compose(
            second ->
                second == first
                    ? Future.succeededFuture(false)
                    : pid(one).map(still -> still == first))
        .eventually(() -> other.query("rollback").execute());
  }

  private PoolerException pooled() {
    String setting = "CARILLON_" + schema.toUpperCase(Locale.ROOT) + "_PG_URL";
    return new PoolerException(
        setting
            + " (or CARILLON_PG_URL) leads to a connection pooler in transaction mode: locks that a"
            + " session holds do not hold there. Name PostgreSQL itself, or a pooler in session"
            + " mode");
  }

  private static Future<Integer> pid(PgConnection connection) {
    return Timers.within(
        connection.query(PID).execute().map(rows -> rows.iterator().next().getInteger("pid")),
        LIMIT);
  }
}

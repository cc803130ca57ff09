package dev.carillon.store.pg;

import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the connections of one service to its schema. Every connection has time-outs for
 * statements, locks and idle transactions, so that nothing waits for ever on the server's side.
 */
public final class PgClients {
  private static final Logger LOG = LoggerFactory.getLogger(PgClients.class);
  private static final Duration SESSION_LIMIT = Duration.ofSeconds(5);
  private static final int MAX_WAITERS = 1_000; // beside those whom a gate lets in
  private static final int STATEMENT_CACHE = 256;

  /**
   * Characters of a statement. The client's own limit is 2,048: longer ones, such as those that
   * store a user, its audit and its event at once, would be parsed and planned every time.
   */
  private static final int LONGEST_CACHED = 16_384;

  private static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(10);
  private static final Duration LOCK_WAIT = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final PgUrls urls;
  private final Duration statementTimeout;
  private final Duration connectTimeout;

  /**
   * For the runtime role of a schema.
   *
   * @param statementTimeout after which the server gives a statement up
   */
  public PgClients(Vertx vertx, PgUrls urls, Duration statementTimeout) {
    this.vertx = vertx;
    this.urls = urls;
    this.statementTimeout = statementTimeout;
    this.connectTimeout = Duration.ofSeconds(2);
  }

  /** Brings the schema to its present form, as its owner. */
  public Future<Void> migrate() {
    return Migrator.migrate(vertx, urls);
  }

  /** A pipelined client of {@code connections} connections for single statements. */
  public SqlClient pipelined(int connections) {
    return PgBuilder.client()
        .with(poolOptions(connections))
        .connectingTo(connect(Map.of()))
        .using(vertx)
        .build();
  }

  /**
   * A pool for transactions.
   *
   * @param size how many connections at most
   * @param settings server settings of these connections, such as planner switches
   */
  public Pool pool(int size, Map<String, String> settings) {
    return PgBuilder.pool()
        .with(poolOptions(size))
        .connectingTo(connect(settings))
        .using(vertx)
        .build();
  }

  /** Opens {@code count} connections of a pool now, so that the first users do not wait. */
  public static Future<Void> open(Pool pool, int count) {
    return Future.join(IntStream.range(0, count).mapToObj(i -> pool.getConnection()).toList())
        .compose(
            all ->
                Future.join(all.<SqlConnection>list().stream().map(SqlConnection::close).toList()))
        .mapEmpty();
  }

  /**
   * A connection of its own, for session locks. One that arrives after its time is closed: it must
   * not go on to hold a lock that nobody knows of.
   */
  public Future<PgConnection> connection() {
    Promise<PgConnection> inTime = Promise.promise();
    PgConnection.connect(vertx, connect(Map.of()))
        .onSuccess(
            c -> {
              if (!inTime.tryComplete(c)) {
                c.close().onFailure(e -> LOG.debug("A late connection did not close", e));
              }
            })
        .onFailure(inTime::tryFail);
    Timers.of(vertx)
        .after(SESSION_LIMIT, () -> inTime.tryFail(new TimeoutException("no connection in time")));
    return inTime.future();
  }

  private PoolOptions poolOptions(int size) {
    return new PoolOptions()
        .setMaxSize(size)
        .setMaxWaitQueueSize(MAX_WAITERS)
        .setConnectionTimeout((int) connectTimeout.toSeconds())
        .setConnectionTimeoutUnit(TimeUnit.SECONDS);
  }

  private PgConnectOptions connect(Map<String, String> settings) {
    PgConnectOptions options =
        PgConnectOptions.fromUri(urls.runtime().reveal())
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(STATEMENT_CACHE)
            .setPreparedStatementCacheSqlLimit(LONGEST_CACHED)
            .addProperty("application_name", "carillon-" + urls.schema())
            .addProperty("search_path", urls.schema())
            .addProperty("synchronous_commit", "on")
            .addProperty("statement_timeout", millis(statementTimeout))
            .addProperty("lock_timeout", millis(LOCK_WAIT))
            .addProperty("idle_in_transaction_session_timeout", millis(IDLE_IN_TRANSACTION));
    settings.forEach(options::addProperty);
    return options;
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}

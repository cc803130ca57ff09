package dev.carillon.store.pg;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.link.PgLinks;
import dev.carillon.store.pg.server.PgPrimary;
import dev.carillon.store.pg.server.PgServers;
import dev.carillon.text.IntegerText;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the connections of one service to its schema. Every connection has time-outs for
 * statements, locks and idle transactions, so that nothing waits for ever on the server's side, and
 * is watched on ours ({@link PgLinks}).
 */
public final class PgClients {
  /**
   * Planner settings with which rows are found one by one: no plan reads a table, joins two by
   * reading one of them, or keeps all of one for a nested loop. Plans are made while tables are
   * nearly empty and are kept when they have grown; so planned, the books of 5,000 mails took 3.7 s
   * instead of 50 ms.
   */
  public static final Map<String, String> BY_INDEX =
      Map.of(
          "enable_seqscan",
          "off",
          "enable_hashjoin",
          "off",
          "enable_mergejoin",
          "off",
          "enable_material",
          "off");

  private static final Logger LOG = LoggerFactory.getLogger(PgClients.class);
  private static final int MAX_WAITERS = 1_000; // beside those whom a gate lets in
  private static final int STATEMENT_CACHE = 256;

  /**
   * Characters of a statement. The client's own limit is 2,048: longer ones, such as those that
   * store a user, its audit and its event at once, would be parsed and planned every time.
   */
  private static final int LONGEST_CACHED = 16_384;

  private static final String STATEMENT_TIMEOUT = "statement_timeout";

  /**
   * What a process holds that stands still in the middle: another one that repeats its write waits
   * for it, and must come to its turn within its own deadline (5 s).
   */
  private static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(3);

  private static final Duration LOCK_WAIT = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final PgUrls urls;
  private final Clocks clocks;
  private final Duration statementTimeout;
  private final Duration connectTimeout;
  private final PgLinks links;
  private final PgPrimary primary;

  /**
   * For the runtime role of a schema.
   *
   * @param statementTimeout after which the server gives a statement up
   */
  public PgClients(Vertx vertx, PgUrls urls, Duration statementTimeout, Clocks clocks) {
    Timers timers = Timers.of(vertx);
    this.vertx = vertx;
    this.urls = urls;
    this.statementTimeout = statementTimeout;
    this.clocks = clocks;
    this.connectTimeout = Duration.ofSeconds(2);
    this.links = new PgLinks(vertx, urls.schema(), urls.patience().reach(), timers, clocks);
    this.primary =
        new PgPrimary(
            vertx, timers, urls.schema(), PgServers.parse(urls.runtime().reveal()), links);
  }

  /** Brings the schema to its present form, as its owner; gives its version. */
  public Future<String> migrate() {
    return Migrator.migrate(vertx, urls, false, clocks);
  }

  /** The same for a restore, which its own mark does not stop. */
  public Future<String> migrateRestored() {
    return Migrator.migrate(vertx, urls, true, clocks);
  }

  /**
   * Finds the server that takes writes, and watches that it goes on to do so. Fails with a {@link
   * PoolerException} where connections are not sessions of their own.
   */
  public Future<Void> start() {
    return primary
        .start()
        .compose(
            v ->
                new OwnSessions(this::connection, urls.schema())
                    .require()
                    .onFailure(e -> primary.stop().onFailure(x -> LOG.debug("Not stopped", x))));
  }

  /** Ends the watch. What was opened is closed by who opened it. */
  public Future<Void> stop() {
    return primary.stop();
  }

  /**
   * A bulkhead of connections of these.
   *
   * @param sign asks the server for a sign of life on other connections, see {@link Bulkhead}
   */
  public Bulkhead bulkhead(
      String name, Bulkhead.Capacity limits, Supplier<Future<?>> sign, MeterRegistry registry) {
    return new Bulkhead(name, vertx, limits, this::isAbsence, sign, clocks, registry);
  }

  /**
   * Whether a failure says that the server is away, going away, or takes no writes; the last has
   * every connection dropped, of all pools.
   */
  public boolean isAbsence(Throwable cause) {
    if (PgFailures.isReadOnly(cause)) {
      primary.suspect();
    }
    return PgFailures.isAbsence(cause);
  }

  /** Succeeds while a client's connections can write: what a service needs to be ready. */
  public Future<Void> ping(SqlClient client) {
    return primary.requireWritable(client);
  }

  /** A pipelined client of {@code connections} connections for single statements. */
  public SqlClient pipelined(int connections) {
    return pipelined(connections, Map.of());
  }

  /** The same, with server settings of these connections. */
  public SqlClient pipelined(int connections, Map<String, String> settings) {
    return primary.pipelined(
        poolOptions(connections), server -> settings(server, settings), silence(settings));
  }

  /**
   * A pool for transactions.
   *
   * @param size how many connections at most
   * @param settings server settings of these connections, such as planner switches
   */
  public Pool pool(int size, Map<String, String> settings) {
    return primary.pool(poolOptions(size), server -> settings(server, settings), silence(settings));
  }

  /** Those of {@link #BY_INDEX}, and more. */
  public static Map<String, String> byIndex(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(BY_INDEX);
    settings.putAll(more);
    return Map.copyOf(settings);
  }

  /** Opens {@code count} connections of a pool now, so that the first users do not wait. */
  public static Future<Void> open(Pool pool, int count) {
    return Future.join(IntStream.range(0, count).mapToObj(i -> pool.getConnection()).toList())
        .compose(
            all ->
                Future.join(all.<SqlConnection>list().stream().map(SqlConnection::close).toList()))
        .mapEmpty();
  }

  /** A connection of its own, for session locks; it ends when the server takes no writes. */
  public Future<PgConnection> connection() {
    return primary.connection(server -> settings(server, BY_INDEX), silence(BY_INDEX));
  }

  /** Under which name the server knows the connections of this process. */
  public String processName() {
    return ProcessName.of(urls.schema());
  }

  /** How many connections there are at the moment. */
  public int connections() {
    return links.size();
  }

  /** A little longer than the server takes for a statement before it gives that up. */
  private Duration silence(Map<String, String> settings) {
    String limit = settings.get(STATEMENT_TIMEOUT);
    return (limit == null
            ? statementTimeout
            : Duration.ofMillis(IntegerText.parseLong(limit, 1, Integer.MAX_VALUE)))
        .plus(urls.patience().silence());
  }

  private PoolOptions poolOptions(int size) {
    return new PoolOptions()
        .setMaxSize(size)
        .setMaxWaitQueueSize(MAX_WAITERS)
        .setConnectionTimeout((int) connectTimeout.toSeconds())
        .setConnectionTimeoutUnit(TimeUnit.SECONDS);
  }

  private PgConnectOptions settings(PgConnectOptions server, Map<String, String> settings) {
    PgConnectOptions options =
        server
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(STATEMENT_CACHE)
            .setPreparedStatementCacheSqlLimit(LONGEST_CACHED)
            .addProperty("application_name", ProcessName.of(urls.schema()))
            .addProperty("search_path", urls.schema())
            .addProperty("synchronous_commit", "on")
            // To version 17 a node that is switched off costs 1e10, for which LLVM compiles:
            // seconds.
            .addProperty("jit", "off")
            .addProperty(STATEMENT_TIMEOUT, millis(statementTimeout))
            .addProperty("lock_timeout", millis(LOCK_WAIT))
            .addProperty("idle_in_transaction_session_timeout", millis(IDLE_IN_TRANSACTION));
    links.serverSettings().forEach(options::addProperty);
    settings.forEach(options::addProperty);
    return options;
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}

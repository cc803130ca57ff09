package dev.carillon.store.pg.server;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.store.pg.link.PgLinks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.ClientBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server of a schema that takes writes, and all connections to it. Once a second, and at once
 * when a statement was refused because the server is read-only (SQLSTATE 25006), it looks whether
 * that is still so: a server may become a standby or be set to read-only while its connections live
 * on. Then every connection is dropped, and the first server of the URL that takes writes is used;
 * as long as none does, what reads goes on. Thread-safe.
 */
public final class PgPrimary {
  private static final Logger LOG = LoggerFactory.getLogger(PgPrimary.class);
  private static final long LOOK_MILLIS = 1_000;

  private static final Duration LOOK_LIMIT = Duration.ofSeconds(2);
  private static final String TAKES_NO_CHANGES = "The database takes no changes at the moment";
  private static final String READ_ONLY = "show transaction_read_only";

  private final PgLinks links;
  private final String schema;
  private final List<PgConnectOptions> servers;
  private final AtomicInteger current = new AtomicInteger();
  private final List<RenewedClient<?>> clients = new CopyOnWriteArrayList<>();
  private final PgSessions sessions;
  private final AtomicInteger turn = new AtomicInteger();
  private final Loop loop;
  private volatile boolean writable = true;
  private volatile boolean suspected;

  /**
   * The first server until {@link #start}.
   *
   * @param links watches every connection
   */
  public PgPrimary(Vertx vertx, Timers timers, String schema, PgServers servers, PgLinks links) {
    this.links = links;
    this.sessions = new PgSessions(links);
    this.schema = schema;
    this.servers = servers.all();
    this.loop =
        new Loop(
                "primary database server of " + schema,
                vertx,
                timers,
                () -> LOOK_MILLIS,
                this::look)
            .easing(
                Duration.ZERO,
                Alone.REST,
                () -> Future.succeededFuture(writable ? Alone.REST : Duration.ZERO));
  }

  /** Finds the server that takes writes, if there are several, and begins to watch it. */
  public Future<Void> start() {
    Future<Boolean> found = servers.size() == 1 ? Future.succeededFuture(true) : choose();
    return found.onSuccess(v -> loop.start()).mapEmpty();
  }

  /** Ends the watch; the clients belong to who asked for them. */
  public Future<Void> stop() {
    return loop.stop();
  }

  /** A statement was refused because the server is read-only. */
  public void suspect() {
    if (writable && !suspected) {
      suspected = true;
      loop.wake();
    }
  }

  /**
   * A pool of connections to whichever server takes writes.
   *
   * @param silence how long a connection may be silent while something is asked of it
   */
  public Pool pool(
      PoolOptions options, UnaryOperator<PgConnectOptions> settings, Duration silence) {
    RenewedPool pool = new RenewedPool(() -> build(PgBuilder.pool(), options, settings, silence));
    clients.add(pool);
    return pool;
  }

  /** The same, pipelined. */
  public SqlClient pipelined(
      PoolOptions options, UnaryOperator<PgConnectOptions> settings, Duration silence) {
    RenewedClient<SqlClient> client =
        new RenewedClient<>(() -> build(PgBuilder.client(), options, settings, silence));
    clients.add(client);
    return client;
  }

  private <C> C build(
      ClientBuilder<C> builder,
      PoolOptions options,
      UnaryOperator<PgConnectOptions> settings,
      Duration silence) {
    return builder
        .with(options)
        .with(links.transport())
        .withConnectHandler(made -> watch(made, silence))
        .connectingTo(() -> server(settings))
        .using(links.vertx())
        .build();
  }

  /** A new connection goes into its pool when it is given back here. */
  private void watch(SqlConnection made, Duration silence) {
    links.watch(made, silence);
    made.close().onFailure(e -> LOG.debug("A new connection ended at once", e));
  }

  private Future<SqlConnectOptions> server(UnaryOperator<PgConnectOptions> settings) {
    return Future.succeededFuture(options(current.get(), settings));
  }

  private PgConnectOptions options(int index, UnaryOperator<PgConnectOptions> settings) {
    return settings.apply(new PgConnectOptions(servers.get(index)));
  }

  /**
   * A connection of its own, for session locks; it is closed when the server no longer takes
   * writes. One that arrives after its time is closed: it must not go on to hold a lock that nobody
   * knows of.
   */
  public Future<PgConnection> connection(
      UnaryOperator<PgConnectOptions> settings, Duration silence) {
    return sessions.open(options(current.get(), settings), silence);
  }

  /** Fails unless a client's connection can write at the moment. */
  public Future<Void> requireWritable(SqlClient client) {
    return isReadOnly(client)
        .compose(
            readOnly ->
                readOnly
                    ? Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, TAKES_NO_CHANGES))
                    : Future.succeededFuture());
  }

  /** One look, at the clients in turn, so that none is read-only for long without being seen. */
  private Future<Boolean> look() {
    sessions.ask();
    if (clients.isEmpty()) {
      return Future.succeededFuture(false);
    }
    if (!writable) {
      return choose().map(false);
    }
    int next = Math.floorMod(turn.getAndIncrement(), clients.size());
    List<RenewedClient<?>> looked = suspected ? clients : List.of(clients.get(next));
    suspected = false;
    List<Future<Boolean>> answers = looked.stream().map(this::isReadOnly).toList();
    return Future.join(answers)
        .<Void>transform(
            r -> {
              if (answers.stream().anyMatch(answer -> Boolean.TRUE.equals(answer.result()))) {
                return leave();
              }
              return r.succeeded() || servers.size() == 1
                  ? Future.succeededFuture()
                  : choose().mapEmpty();
            })
        .map(false);
  }

  private Future<Void> leave() {
    LOG.warn("The database server of {} is read-only: its connections are dropped", schema);
    writable = false;
    return drop().compose(v -> choose()).mapEmpty();
  }

  /** Goes to a server that takes writes, the present one if it does; true if there is one. */
  private Future<Boolean> choose() {
    return firstWritable(current.get(), servers.size())
        .compose(
            found -> {
              if (found < 0) {
                return Future.succeededFuture(false);
              }
              boolean another = current.getAndSet(found) != found;
              if (!another && writable) {
                return Future.succeededFuture(true);
              }
              writable = true;
              LOG.info("{} writes to the database server {}", schema, name(found));
              return drop().map(true);
            });
  }

  private Future<Integer> firstWritable(int index, int left) {
    if (left == 0) {
      return Future.succeededFuture(-1);
    }
    int next = (index + 1) % servers.size();
    return links
        .session(options(index, options -> options), LOOK_LIMIT)
        .compose(session -> isReadOnly(session).eventually(session::close))
        .transform(
            r ->
                r.succeeded() && !r.result()
                    ? Future.succeededFuture(index)
                    : firstWritable(next, left - 1));
  }

  private Future<Boolean> isReadOnly(SqlClient client) {
    return Timers.within(
        client
            .query(READ_ONLY)
            .execute()
            .map(rows -> "on".equals(rows.iterator().next().getString(0))),
        LOOK_LIMIT);
  }

  private Future<Void> drop() {
    List<Future<Void>> closed = sessions.drop();
    clients.forEach(client -> closed.add(client.renew()));
    return Future.join(closed).otherwiseEmpty().mapEmpty();
  }

  private String name(int index) {
    return servers.get(index).getHost() + ":" + servers.get(index).getPort();
  }
}

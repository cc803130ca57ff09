package dev.carillon.store.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.Secret;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.embedded.testkit.SilentProxy;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.store.pg.server.PgServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A link to PostgreSQL on which nothing arrives any more, while a new one works. */
@Timeout(300)
class SilentLinkIT {
  private static final Duration STATEMENT = Duration.ofMillis(1_500);
  private static final Duration SILENCE = Duration.ofSeconds(1);
  private static final Duration REACH = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static Vertx vertx;
  private static Backends backends;
  private static Database server;
  private SilentProxy proxy;
  private PgClients clients;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    backends = Backends.postgres(folder);
    server = backends.database("USERS");
  }

  @AfterAll
  static void stop() {
    server.close();
    vertx.close().await();
    backends.close();
  }

  @BeforeEach
  void connect() {
    PgConnectOptions owner =
        PgServers.parse(backends.environment().get("CARILLON_USERS_MIGRATION_URL")).first();
    proxy = new SilentProxy(owner.getPort());
    Secret url =
        new Secret(
            "postgresql://postgres:"
                + owner.getPassword()
                + "@127.0.0.1:"
                + proxy.port()
                + "/postgres");
    PgPatience patience = new PgPatience(REACH, SILENCE, PgPatience.USUAL.migration());
    clients =
        new PgClients(
            vertx,
            new PgUrls("public", url, url, "CARILLON_PG_URL", patience),
            STATEMENT,
            Clocks.system());
  }

  @AfterEach
  void disconnect() {
    clients.stop().await();
    proxy.close();
  }

  @Test
  void whatAPoolOwesFailsInTimeAndTheNextUseSucceedsWhicheverConnectionItGets() {
    Pool pool = clients.pool(4, Map.of());
    PgClients.open(pool, 4).await();
    assertThat(clients.connections()).isEqualTo(4);
    proxy.silence();
    long began = System.nanoTime();
    assertThatThrownBy(() -> run(pool).await()).satisfies(e -> isUnknown(e));
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(STATEMENT, STATEMENT.plus(SILENCE).plusSeconds(15));
    // the other three were not used and led nowhere too: nobody pays for each of them
    Await.until(LIMIT, () -> "their end", () -> clients.connections() == 0);
    IntStream.range(0, 8).forEach(i -> awaitRead(pool));
    assertThat(clients.connections()).isLessThanOrEqualTo(4);
    assertThat(pool.size()).isLessThanOrEqualTo(4);
    pool.close().await();
    Await.until(LIMIT, () -> "no leak", () -> clients.connections() == 0);
  }

  @Test
  void pipelinedReadsSucceedAgain() {
    SqlClient client = clients.pipelined(2);
    run(client).await();
    run(client).await();
    proxy.silence();
    List<Future<Integer>> lost = IntStream.range(0, 16).mapToObj(i -> run(client)).toList();
    Future.join(lost).transform(r -> Future.succeededFuture()).await();
    assertThat(lost).allMatch(Future::failed);
    awaitRead(client);
    client.close().await();
  }

  /** More than both pipelines take at a time. */
  @Test
  void whatWaitsForATurnOfASilentPipelineEndsWithItAndTheNextReadsSucceed() {
    SqlClient client = clients.pipelined(2);
    IntStream.range(0, 4).forEach(i -> run(client).await());
    proxy.silence();
    List<Future<Integer>> lost = IntStream.range(0, 1_200).mapToObj(i -> run(client)).toList();
    Future.join(lost).transform(r -> Future.succeededFuture()).await();
    assertThat(lost).allMatch(Future::isComplete);
    awaitRead(client);
    client.close().await();
  }

  /** An attempt that fails ends one of those who wait for it: the others end by their own timer. */
  @Test
  void whatWaitsForTheLoginOfAPipelineEndsWithItAndTheNextReadsSucceed() {
    proxy.deaf(true);
    SqlClient client = clients.pipelined(2);
    List<Future<Integer>> lost = IntStream.range(0, 16).mapToObj(i -> run(client)).toList();
    Future.join(lost).transform(r -> Future.succeededFuture()).await();
    assertThat(lost).allMatch(Future::failed);
    proxy.deaf(false);
    awaitRead(client);
    client.close().await();
  }

  @Test
  void aTransactionThatIsCutOffGivesItsConnectionBack() {
    Pool pool = clients.pool(1, Map.of());
    SqlConnection inTransaction = pool.getConnection().await();
    inTransaction.begin().await();
    proxy.silence();
    assertThatThrownBy(() -> run(inTransaction).await()).isInstanceOf(Failure.class);
    awaitRead(pool);
    pool.close().await();
  }

  @Test
  void aSessionThatOnlyHoldsALockHearsOfIt() {
    clients.start().await();
    PgConnection session = clients.connection().await();
    AtomicBoolean ended = new AtomicBoolean();
    session.closeHandler(v -> ended.set(true));
    proxy.silence();
    Await.until(LIMIT, () -> "the end of the session", ended::get);
  }

  @Test
  void aConnectionThatIsResetWhileItLogsInIsNoneAndNothingWasDone() {
    Pool pool = clients.pool(1, Map.of());
    SqlClient pipelined = clients.pipelined(1);
    proxy.resetting(true);
    for (Future<?> refused :
        List.of(
            run(pool),
            run(pipelined),
            translated(pool.getConnection()),
            translated(clients.connection()))) {
      assertThatThrownBy(refused::await)
          .isInstanceOfSatisfying(
              Failure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.UNAVAILABLE));
    }
    proxy.resetting(false);
    awaitRead(pool);
    awaitRead(pipelined);
    Future.join(pool.close(), pipelined.close()).await();
  }

  @Test
  void aSlowStatementIsNoSilentLink() {
    Pool pool = clients.pool(1, Map.of("statement_timeout", "20000"));
    assertThat(pool.query("select 1 from pg_sleep(4)").execute().await().size()).isEqualTo(1);
    assertThat(proxy.taken()).isEqualTo(1);
    pool.close().await();
  }

  /** A server that takes connections and never says a word, such as one that is stopped. */
  @Test
  void loginsThatAreNotAnsweredDoNotFillThePoolForGood() {
    proxy.deaf(true);
    Pool pool = clients.pool(2, Map.of());
    List<Future<Integer>> lost = IntStream.range(0, 6).mapToObj(i -> run(pool)).toList();
    Future.join(lost).transform(r -> Future.succeededFuture()).await();
    assertThatThrownBy(() -> clients.connection().await()).isNotNull();
    proxy.deaf(false);
    awaitRead(pool);
    clients.connection().await().close().await();
    pool.close().await();
  }

  /** A session whose peer has vanished must not keep its locks for the kernel's two hours. */
  @Test
  void theServerAsksWhetherWeAreStillThere() {
    PgConnection session = clients.connection().await();
    Map.of("tcp_keepalives_idle", REACH.toSeconds(), "tcp_keepalives_interval", 1L)
        .forEach(
            (setting, seconds) ->
                assertThat(
                        session
                            .query("show " + setting)
                            .execute()
                            .await()
                            .iterator()
                            .next()
                            .getString(0))
                    .as(setting)
                    .isEqualTo(Long.toString(seconds)));
    assertThat(
            server.texts(
                "select application_name from pg_stat_activity where pid = " + session.processId()))
        .containsExactly(clients.processName())
        .allMatch(name -> name.matches("carillon-public@.+:\\d+"));
    session.close().await();
  }

  /**
   * It would for plans that cost much, which those with switched-off nodes do before version 18.
   */
  @Test
  void theServerCompilesNoStatement() {
    PgConnection session = clients.connection().await();
    assertThat(session.query("show jit").execute().await().iterator().next().getString(0))
        .isEqualTo("off");
    session.close().await();
  }

  private static Future<Integer> run(SqlClient client) {
    return PgFailures.PLAIN
        .run(client, "select $1::int", Tuple.of(1))
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  private static <T> Future<T> translated(Future<T> future) {
    return PgFailures.PLAIN.translate(future);
  }

  private static void awaitRead(SqlClient client) {
    Await.until(LIMIT, () -> "a read", () -> succeeds(run(client)));
  }

  private static boolean succeeds(Future<?> future) {
    return future.transform(r -> Future.succeededFuture(r.succeeded())).await();
  }

  private static void isUnknown(Throwable e) {
    assertThat(e)
        .isInstanceOfSatisfying(
            Failure.class, f -> assertThat(f.code()).isEqualTo(FailureCode.TIMEOUT));
  }
}

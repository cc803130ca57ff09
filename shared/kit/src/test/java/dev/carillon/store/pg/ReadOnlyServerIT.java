package dev.carillon.store.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.Secret;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.store.pg.server.PgServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when a server takes no more changes while its connections live on. */
class ReadOnlyServerIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SELL = "insert into sale default values";
  private static final String SALES = "select count(*) from sale";

  @TempDir static Path folder;
  private static Vertx vertx;
  private static Backends one;
  private static Backends two;
  private static Database first;
  private static Database second;
  private static String both;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    one = Backends.postgres(folder.resolve("one"));
    two = Backends.postgres(folder.resolve("two"));
    first = one.database("USERS");
    second = two.database("USERS");
    PgConnectOptions owner = owner(one);
    second.change("alter role postgres password '" + owner.getPassword() + "'");
    first.change("create table sale (id int generated always as identity)");
    second.change("create table sale (id int generated always as identity)");
    both =
        "postgresql://postgres:"
            + owner.getPassword()
            + "@127.0.0.1:"
            + owner.getPort()
            + ",127.0.0.1:"
            + owner(two).getPort()
            + "/postgres?target_session_attrs=read-write";
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
    one.close();
    two.close();
    vertx.close().await();
  }

  @AfterEach
  void allTakeChanges() {
    takesChanges(first, true);
    takesChanges(second, true);
  }

  @Test
  void anotherServerOfTheUrlIsTakenAndEveryConnectionToTheOldOneIsDropped() {
    PgClients clients = clients(both);
    Pool pool = clients.pool(2, Map.of());
    SqlClient pipelined = clients.pipelined(1);
    clients.start().await();
    PgConnection session = clients.connection().await();
    AtomicBoolean ended = new AtomicBoolean();
    session.closeHandler(v -> ended.set(true));
    long before = first.number(SALES);
    pool.query(SELL).execute().await();
    pipelined.query(SELL).execute().await();
    assertThat(first.number(SALES)).isEqualTo(before + 2);

    takesChanges(first, false);
    long atSecond = second.number(SALES);
    Await.until(LIMIT, () -> "the other server", () -> sells(clients, pool));
    Await.until(LIMIT, () -> "the other server, pipelined", () -> sells(clients, pipelined));
    assertThat(second.number(SALES)).isEqualTo(atSecond + 2);
    Await.until(LIMIT, () -> "the end of the session", ended::get);
    clients.ping(pool).await();
    clients.stop().await();
    Future.join(pool.close(), pipelined.close()).await();
  }

  @Test
  void aServerThatIsReadOnlyFromTheStartIsPassedOver() {
    takesChanges(first, false);
    PgClients clients = clients(both);
    Pool pool = clients.pool(1, Map.of());
    clients.start().await();
    long atSecond = second.number(SALES);
    pool.query(SELL).execute().await();
    assertThat(second.number(SALES)).isEqualTo(atSecond + 1);
    clients.stop().await();
    pool.close().await();
  }

  @Test
  void aloneItIsNotReadyAndRefusesForTheMomentUntilItTakesChangesAgain() {
    PgClients clients = clients(one.environment().get("CARILLON_USERS_MIGRATION_URL"));
    Pool pool = clients.pool(1, Map.of());
    clients.start().await();
    clients.ping(pool).await();
    takesChanges(first, false);
    Failure refused = (Failure) PgFailures.PLAIN.of(failure(pool.query(SELL).execute()));
    assertThat(refused.code()).isEqualTo(FailureCode.UNAVAILABLE);
    assertThat(clients.isAbsence(refused)).isTrue();
    Await.until( // first it may meet a connection that is being dropped
        LIMIT,
        () -> "that it takes no changes",
        () -> failure(clients.ping(pool)).toString().contains("takes no changes"));
    Await.until(
        LIMIT, () -> "reads", () -> pool.query(SALES).execute().map(true).otherwise(false).await());
    takesChanges(first, true);
    Await.until(LIMIT, () -> "changes again", () -> sells(clients, pool));
    clients.ping(pool).await();
    clients.stop().await();
    pool.close().await();
  }

  private static boolean sells(PgClients clients, SqlClient client) {
    return client
        .query(SELL)
        .execute()
        .map(true)
        .otherwise(e -> !clients.isAbsence(PgFailures.PLAIN.of(e)))
        .await();
  }

  private static Throwable failure(Future<?> future) {
    return future
        .map(v -> (Throwable) new AssertionError("It did not fail"))
        .otherwise(e -> e)
        .await();
  }

  /** As an administrator does it, or a failover: sessions that are open see it at once. */
  private static void takesChanges(Database server, boolean yes) {
    server.change("alter system set default_transaction_read_only = " + (yes ? "off" : "on"));
    server.texts("select pg_reload_conf()");
    Await.until(
        LIMIT,
        () -> "the new setting",
        () -> server.texts("show default_transaction_read_only").contains(yes ? "off" : "on"));
  }

  private static PgClients clients(String url) {
    return new PgClients(
        vertx,
        new PgUrls("public", new Secret(url), new Secret(url)),
        Duration.ofSeconds(4),
        Clocks.system());
  }

  private static PgConnectOptions owner(Backends backends) {
    return PgServers.parse(backends.environment().get("CARILLON_USERS_MIGRATION_URL")).first();
  }
}

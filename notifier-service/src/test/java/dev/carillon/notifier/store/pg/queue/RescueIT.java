package dev.carillon.notifier.store.pg.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.Rescued;
import dev.carillon.notifier.domain.queue.WorkerSession;
import dev.carillon.notifier.store.pg.QueueTables;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a rescue takes from whom, and what a heartbeat keeps. On a real PostgreSQL. */
class RescueIT extends QueueTables {
  private static final long NOBODY = 0;

  @Test
  void aClaimWhoseAnswerWasLostRunsOutAndIsRescuedByItsOwnProcess() {
    accept();
    Batch lost = claim(1001);
    stores.queue().heartbeat(Set.of(), null).await(); // the process does not know of it
    assertThat(rescue(Set.of(lost.worker()), Set.of())).isZero(); // not before it has expired
    later("60 s");
    assertThat(rescue(Set.of(lost.worker()), Set.of())).isZero(); // the clock may have been moved
    assertThat(rescue(Set.of(lost.worker()), Set.of(), Set.of(lost.leaseId()))).isEqualTo(1);
  }

  /** The process has not heard of it for so long that it could begin nothing any more. */
  @Test
  void aLeaseThatItsProcessHasNeverHeardOfComesBackAsItWas() throws SQLException {
    UUID mail = accept();
    Batch lost = claim(1001); // all of which begins
    Rescued seen = look(Set.of());
    assertThat(seen.changes()).isEmpty();
    assertThat(seen.unheard()).containsExactly(lost.leaseId());
    assertThat(look(seen.unheard()).changes()).extracting(MailChange::id).containsExactly(mail);
    assertThat(query("select count(*) from attempt")).isEqualTo("0");
    assertThat(claim(1001).attempt()).isEqualTo(1);
  }

  private static Rescued look(Set<Long> unheard) {
    return stores
        .queue()
        .rescue(Set.of(1001L), Set.of(), Set.of(), unheard, CrashRules.DEFAULT)
        .await();
  }

  @Test
  void whatIsBeingWorkedOnIsNotRescuedWhileItsHeartBeats() {
    accept();
    Batch batch = claim(1001);
    for (int i = 0; i < 5; i++) {
      later((60 + i * 8) + " s");
      stores.queue().heartbeat(Set.of(batch.leaseId()), null).await();
      later((60 + i * 8 + 7) + " s");
      assertThat(rescue(Set.of(NOBODY), Set.of(batch.leaseId()))).isZero();
    }
  }

  /** A change-over of the server ends the sessions of the living: they need a moment. */
  @Test
  void aFreeSessionLockIsNotEnoughInOneLook() {
    accept();
    Batch batch = claim(1001); // nobody holds a lock under 1001
    assertThat(gone(Set.of(1002L), Set.of())).containsExactly(1001L);
    assertThat(stores.queue().heartbeat(Set.of(batch.leaseId()), null).await()).hasSize(1);
    WorkerSession session = stores.workerSession();
    stores.queue().heartbeat(Set.of(batch.leaseId()), session.worker().await()).await();
    assertThat(rescueOf(1001)).isZero(); // it was taken over
    session.close().await();
    Await.until(
        Duration.ofSeconds(60), () -> "a rescue", () -> rescue(Set.of(NOBODY), Set.of()) == 1);
  }

  @Test
  void noLockSurvivesARestartOfTheServer() {
    accept();
    WorkerSession session = stores.workerSession();
    long worker = session.worker().await();
    claim(worker);
    assertThat(rescueOf(worker)).isZero();
    asOwner("update lease set server_start = server_start - interval '1 s'");
    assertThat(gone(Set.of(worker), Set.of())).isEmpty(); // its own
    assertThat(gone(Set.of(1002L), Set.of())).containsExactly(worker);
    assertThat(rescueOf(worker)).isEqualTo(1);
    session.close().await();
  }

  private static int rescueOf(long gone) {
    return stores
        .queue()
        .rescue(Set.of(1002L), Set.of(), Set.of(gone), Set.of(), CrashRules.DEFAULT)
        .await()
        .changes()
        .size();
  }

  /** It is a hash: of every second installation's schema it is. */
  @Test
  void theClassOfWorkersLocksMayBeNegative() {
    accept();
    long lease = claim(1001).leaseId();
    asOwner("update lease set server_start = server_start - interval '1 s'");
    Pool pool = stores.clients().pool(1, PgQueueStore.WORKER_SETTINGS);
    pool.withConnection(
            session ->
                session
                    .query("select pg_advisory_lock(-5, 1002)")
                    .execute()
                    .compose(
                        v ->
                            session
                                .preparedQuery(withClass(QueueSql.HEARTBEAT))
                                .execute(Tuple.of(new Long[] {lease}, 1002L)))
                    .compose(
                        v ->
                            session
                                .preparedQuery(withClass(QueueSql.RESCUE))
                                .execute(
                                    Tuple.of(
                                            new Long[] {1002L},
                                            new Long[0],
                                            new Long[0],
                                            new Long[0])
                                        .addBoolean(false)
                                        .addInteger(3)
                                        .addInteger(5))))
        .await();
    pool.close().await();
  }

  private static String withClass(String statement) {
    return statement.replace(QueueSql.LOCK_CLASS, "(-5)");
  }

  /** After a restart of the server, or of the session, the lease goes over to the new session. */
  @Test
  void aLeaseFollowsItsHolderToANewSession() {
    accept();
    Batch batch = claim(1001); // nobody holds a lock under 1001
    asOwner("update lease set server_start = server_start - interval '1 s'");
    WorkerSession session = stores.workerSession();
    long worker = session.worker().await();
    stores.queue().heartbeat(Set.of(batch.leaseId()), worker + 1).await(); // not held: not taken
    asOwner("update lease set server_start = pg_postmaster_start_time() where worker <> 1001");
    stores.queue().heartbeat(Set.of(batch.leaseId()), worker).await();
    assertThat(rescue(Set.of(NOBODY), Set.of())).isZero();
    session.close().await();
    Await.until(
        Duration.ofSeconds(60), () -> "a rescue", () -> rescue(Set.of(NOBODY), Set.of()) == 1);
  }

  @Test
  void whatWasPerhapsSentIsNotSentAgainWhereThatIsWanted() {
    UUID id = accept();
    claim(1001);
    CrashRules hold = new CrashRules(true, 3, 5);
    Set<Long> dead = Set.of(1001L);
    assertThat(
            stores.queue().rescue(Set.of(1002L), Set.of(), dead, Set.of(), hold).await().changes())
        .hasSize(1);
    assertThat(state(id)).isEqualTo(MailState.UNKNOWN);
    assertThat(stores.queue().claim(1002, room(4)).await()).isEmpty();
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  /** Locks belong to a database, which several installations may share. */
  @Test
  void theLockOfAnotherSchemasWorkerSaysNothing() {
    try (Database other = database()) {
      for (String foreign :
          List.of("hashtext('carillon worker ' || 'public'::regnamespace::oid)", "1128354380")) {
        other.texts("select pg_advisory_lock(" + foreign + ", 1001)::text");
        accept();
        claim(1001);
        assertThat(rescue(Set.of(1002L), Set.of())).isEqualTo(1);
        asOwner("truncate ready, mail, accept_batch, attempt");
      }
      String own = "hashtext('carillon worker ' || 'notifier'::regnamespace::oid)";
      other.texts("select pg_advisory_lock(" + own + ", 1001)::text");
      accept();
      claim(1001);
      assertThat(rescue(Set.of(1002L), Set.of())).isZero();
    }
  }

  /** It would take the mail of older ones, whose locks it does not know. */
  @Test
  void besideAnOlderServiceTheSchemaIsNotMigrated() throws IOException {
    String script;
    try (InputStream file = getClass().getResourceAsStream("/db/notifier/V13__leases.sql")) {
      script = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
    String look = script.substring(script.indexOf("do $$"), script.indexOf("alter table"));
    asOwner(look);
    try (Database older = database()) {
      older.texts("select pg_advisory_lock(1128354380, 7)::text");
      assertThatThrownBy(() -> asOwner(look))
          .hasMessageContaining("an older notifier-service is still running")
          .hasMessageContaining("stop it first");
    }
  }
}

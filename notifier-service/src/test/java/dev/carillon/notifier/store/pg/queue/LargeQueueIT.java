package dev.carillon.notifier.store.pg.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.Priority;
import dev.carillon.contract.throttles.Throttle;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.store.pg.QueueTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Large tables do not make the next mail late. The numbers are small here; with {@code
 * -Dcarillon.test.mails=1000000} they are those that the documents name, and the times are printed.
 */
class LargeQueueIT extends QueueTables {
  private static final int MAILS = Integer.getInteger("carillon.test.mails", 50_000);
  private static final boolean IS_LONG = MAILS >= 1_000_000;

  @Test
  void whatIsDueAtOneMomentLeavesTheTableAndTheMostUrgentFirst() throws SQLException {
    asOwner(
        "insert into deferred (mail_id, run_at, lane, reason, sender, bytes)"
            + " select gen_random_uuid(), clock_now() - interval '1 s', 2 - (i % 100 = 0)::int * 2,"
            + " 's', 'bulk', 1000 from generate_series(1, "
            + MAILS
            + ") i");
    long began = System.nanoTime();
    List<MailChange> piece = stores.queue().promote().await();
    assertThat(query("select count(*) from deferred where lane = 0"))
        .isEqualTo(String.valueOf(Math.max(0, MAILS / 100 - piece.size())));
    int promoted = 0;
    while (!piece.isEmpty()) {
      promoted += piece.size();
      piece = stores.queue().promote().await();
    }
    long millis = print("promoted " + MAILS + " mails", began);
    assertThat(promoted).isEqualTo(MAILS);
    assertThat(millis).isLessThan(IS_LONG ? MAILS * 30L / 1_000 : 60_000);
    assertThat(query("select sum(cardinality(mail_ids)) from ready"))
        .isEqualTo(String.valueOf(MAILS));
  }

  @Test
  void whatIsParkedDelaysNobodyAndComesBackOneByOne() throws SQLException {
    stores.throttles().putThrottle(new Throttle("few", "t", false, 31, minute())).await();
    asOwner(
        "insert into throttle_key (throttle, key, until, next_at)"
            + " select id, '', clock_now() + interval '1 day', clock_now() from throttle;"
            + " insert into deferred (mail_id, run_at, lane, reason, last_error, sender, bytes,"
            + " throttle, throttle_key) select gen_random_uuid(), clock_now() + interval '9 years',"
            + " 2, 'h', 'throttle few until x', 'bulk', 1000, (select id from throttle), ''"
            + " from generate_series(1, "
            + MAILS
            + ")");
    long wal = Long.parseLong(query("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn"));
    assertThat(stores.queue().release().await()).hasSize(31);
    assertThat(stores.queue().release().await()).isEmpty();
    long written =
        Long.parseLong(query("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")) - wal;
    System.out.println("wrote " + written + " bytes to let 31 mails go");
    assertThat(written).isLessThan(1_000_000);
    long began = System.nanoTime();
    NewMail urgent = mail(terms(null, Priority.HIGH));
    stores.inserts().enqueue(List.of(urgent)).await();
    assertThat(promote()).isZero();
    assertThat(claimed(1)).contains(urgent.id());
    assertThat(print("a mail beside " + MAILS + " parked ones", began))
        .isLessThan(IS_LONG ? 2_000 : 60_000);
  }

  @Test
  void beforeTheyAreParkedTheyDelayNobodyEither() {
    stores.throttles().putThrottle(new Throttle("few", null, false, 1, minute())).await();
    for (int i = 0; i < 2_000; i += 500) {
      List<NewMail> some = new ArrayList<>();
      for (int k = 0; k < 500; k++) {
        some.add(mail(terms(null, Priority.LOW)));
      }
      stores.inserts().enqueue(some).await();
    }
    NewMail urgent = mail(terms(null, Priority.HIGH));
    stores.inserts().enqueue(List.of(urgent)).await();
    assertThat(claimed(64)).contains(urgent.id());
    for (int i = 0; i < 40; i++) {
      for (Batch batch : stores.queue().claim(1001, room(64)).await()) {
        List<SendDecision> said = stores.queue().takePasses(requests(batch)).await();
        assertThat(said).extracting(SendDecision::kind).doesNotContain(SendDecision.Kind.GONE);
      }
    }
    assertThat(stores.throttles().held().await().holds().get(0).mails()).isGreaterThan(1_900);
  }

  /** As many rows as a transaction that is held for long keeps from being swept up. */
  @Test
  void deadRowsBeforeTheFloorAreNotWalked() throws SQLException {
    try (Connection holder = connect("CARILLON_NOTIFIER_MIGRATION_URL");
        Statement held = holder.createStatement()) {
      holder.setAutoCommit(false);
      holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      held.execute("select 1");
      asOwner(
          "insert into ready (lane, pos, mail_ids) select 1, 0, array[gen_random_uuid()]"
              + " from generate_series(1, "
              + MAILS
              + ")");
      asOwner("delete from ready");
      assertThat(blocksOfAClaim(1L)).isLessThan(30);
      assertThat(blocksOfAClaim(0L)).isGreaterThan(MAILS / 500);
      List<Long> micros = new ArrayList<>();
      long began = System.nanoTime();
      while (micros.size() < 100 || System.nanoTime() - began < (IS_LONG ? 20 : 1) * 1e9) {
        UUID id = accept();
        long start = System.nanoTime();
        Batch batch = claim(1001);
        micros.add((System.nanoTime() - start) / 1_000);
        settle(batch, id, AttemptOutcome.Kind.SENT);
        if (micros.size() % 20 == 0) {
          assertThat(promote()).isZero(); // beside the claims, as in the service
        }
      }
      Collections.sort(micros.subList(5, micros.size())); // the first have no floor yet
      long p99 = micros.get(5 + (micros.size() - 5) * 99 / 100);
      System.out.println(
          micros.size()
              + " claims with "
              + MAILS
              + " dead rows: p50 "
              + micros.get(micros.size() / 2)
              + " us, p99 "
              + p99
              + " us");
      assertThat(p99).isLessThan(IS_LONG ? 20_000 : Long.MAX_VALUE); // blocks judge the short form
      holder.rollback();
    }
  }

  /** What PostgreSQL touches to find the next chunks from a place on. */
  private static long blocksOfAClaim(long floor) throws SQLException {
    String plan =
        query(
            "explain (analyze, buffers, format json) select lane, pos, seq from ready"
                + " where lane = 1 and pos >= "
                + floor
                + " order by pos, seq limit 8 for update");
    String hits = plan.substring(plan.indexOf("\"Shared Hit Blocks\": ") + 21);
    String reads = plan.substring(plan.indexOf("\"Shared Read Blocks\": ") + 22);
    return number(hits) + number(reads);
  }

  private static long number(String text) {
    return Long.parseLong(text.substring(0, text.indexOf(',')));
  }

  private static List<UUID> claimed(int mails) {
    return stores.queue().claim(1001, room(mails)).await().stream()
        .flatMap(batch -> batch.mails().stream())
        .map(Outgoing::id)
        .toList();
  }

  private static List<PassRequest> requests(Batch batch) {
    return batch.mails().stream()
        .map(m -> new PassRequest(batch.leaseId(), m.id(), m.recipient(), null))
        .toList();
  }

  private static Duration minute() {
    return Duration.ofMinutes(1);
  }

  private static long print(String what, long began) {
    long millis = (System.nanoTime() - began) / 1_000_000;
    System.out.println(what + ": " + millis + " ms");
    return millis;
  }
}

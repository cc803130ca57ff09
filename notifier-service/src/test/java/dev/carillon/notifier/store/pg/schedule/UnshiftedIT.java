package dev.carillon.notifier.store.pg.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.Id;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.Priority;
import dev.carillon.contract.throttles.Throttle;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.notifier.domain.accept.Accept;
import dev.carillon.notifier.domain.accept.MailAcceptance;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.retention.Retention;
import dev.carillon.notifier.store.pg.QueueTables;
import dev.carillon.request.IdempotencyKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What stays where it is when schedules are moved, and who may move them. On a real PostgreSQL. */
class UnshiftedIT extends QueueTables {
  private static final String APP = "CARILLON_NOTIFIER_PG_URL";
  private static final String OWNER = "CARILLON_NOTIFIER_MIGRATION_URL";
  private static final long HERE = 1001;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Every moment of these tables, but for those that a mail waits for by a schedule. */
  private static final String ALL_ELSE =
      """
      select concat_ws(' ',
        (select string_agg(l::text, ' ' order by lease_id) from lease l),
        (select string_agg(run_at::text, ' ' order by mail_id) from deferred
          where reason = 'r' or throttle is not null),
        (select string_agg(k::text, ' ' order by throttle, key) from throttle_key k),
        (select string_agg(p::text, ' ' order by mail_id) from throttle_pass p),
        (select string_agg(a::text, ' ' order by mail_id, n) from attempt a),
        (select string_agg(o::text, ' ' order by mail_id) from outcome o),
        (select string_agg(m.accepted_at || ' ' || m.expires_at, ' ' order by id) from mail m),
        (select string_agg(i::text, ' ' order by key) from idempotency i),
        (select string_agg(c::text, ' ') from clock_shift c))
      """;

  @Test
  void leasesRetriesAndThrottlesStayWhereTheyAre() throws Exception {
    UUID retried = accept();
    settle(claim(HERE), retried, AttemptOutcome.Kind.RETRY, Duration.ofHours(1));
    stores.throttles().putThrottle(new Throttle("one", null, true, 1, Duration.ofHours(1))).await();
    accept();
    accept();
    Batch asking = claim(HERE);
    assertThat(stores.queue().takePasses(requests(asking)).await())
        .extracting(SendDecision::kind)
        .containsExactly(SendDecision.Kind.SEND, SendDecision.Kind.THROTTLED);
    String before = query(ALL_ELSE);
    forward("399 days");
    assertThat(query(ALL_ELSE)).isEqualTo(before);
    assertThat(promote()).as("retried by the clock on the wall").isZero();
    assertThat(stores.queue().release().await()).isEmpty();
    Set<Long> nobody = Set.of();
    Set<Long> none = Set.of();
    assertThat(
            stores.queue().rescue(nobody, none, nobody, none, CrashRules.DEFAULT).await().expired())
        .as("leases that are over")
        .isEmpty();
  }

  @Test
  void aMailIsGivenUpAfterDaysOnTheWall() {
    OutcomePolicy policy = new OutcomePolicy(false, null, () -> 0.5);
    UUID id = accept();
    settle(claim(HERE), id, AttemptOutcome.Kind.RETRY, Duration.ofSeconds(1));
    forward("30 days");
    later("2 s");
    assertThat(promote()).isEqualTo(1);
    Batch second = claim(HERE);
    assertThat(policy.of(only(second), 2, failed()).kind()).isEqualTo(AttemptOutcome.Kind.RETRY);
    settle(second, id, AttemptOutcome.Kind.RETRY, Duration.ofSeconds(1));
    later("6 days");
    assertThat(promote()).isEqualTo(1);
    assertThat(policy.of(only(claim(HERE)), 3, failed()).kind())
        .isEqualTo(AttemptOutcome.Kind.DEAD);
  }

  @Test
  void whatExpiresAndWhatIsKeptGoesByTheClockOnTheWall() throws Exception {
    UUID kept = settled(AttemptOutcome.Kind.DEAD);
    NewMail hasty = mail(ending(Clocks.system().now().plusSeconds(3_600)));
    stores.inserts().enqueue(List.of(hasty)).await();
    forward("400 days");
    Retention retention =
        new Retention(stores.retention(), Duration.ofDays(30), Duration.ofDays(396));
    while (retention.step().await()) {
      // the next one
    }
    assertThat(stores.mails().get(kept).await().subject()).isEqualTo("S");
    assertThat(only(claim(HERE)).decision()).isEqualTo(SendDecision.SEND);
    NewMail late = mail(ending(Clocks.system().now().plusSeconds(3_600)));
    Batch direct = stores.inserts().lease(List.of(late), HERE).await().leased().get(0);
    assertThat(only(direct).decision()).isEqualTo(SendDecision.SEND);
  }

  @Test
  void theAnswerOfAKeyIsGivenAsLongAsTheClockOnTheWallSays() throws Exception {
    NewMail mail = mail(terms(Duration.ofDays(30), Priority.NORMAL));
    IdempotencyKey key = new IdempotencyKey("me", "accept", "k", new Id(mail.id()));
    AcceptedMail first =
        stores.accepts().acceptAlone((Accept.Alone) MailAcceptance.decide(mail, key)).await();
    String before = query(ALL_ELSE);
    forward("399 days");
    assertThat(query(ALL_ELSE)).isEqualTo(before);
    AcceptedMail again = stores.accepts().findAccepted(key).await();
    assertThat(again.accepted()).isEqualTo(first.accepted());
    assertThat(again.replayed()).isTrue();
  }

  @Test
  void nobodyButTheOwnerMovesIt() throws Exception {
    for (String forbidden :
        List.of(
            "update notifier.schedule_shift set shift = '1 day'",
            "delete from notifier.schedule_shift",
            "insert into notifier.schedule_shift default values",
            "truncate notifier.schedule_shift",
            "drop table notifier.schedule_shift",
            "select notifier.advance_schedule('1 day')",
            "select notifier.advance_schedule('1 day', 'ada')",
            "delete from notifier.schedule_jump",
            "create or replace function notifier.schedule_now() returns timestamptz language sql"
                + " return now()")) {
      assertThatThrownBy(() -> as(APP, forbidden))
          .as(forbidden)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }
    assertThat(shift()).isEqualTo("00:00:00");
  }

  @Test
  void itGoesForwardAndFourHundredDaysAtMost() throws Exception {
    forward("1 minute");
    for (String refused :
        List.of("'-1 day'", "'0'", "'59 s'", "null", "'infinity'", "'400 days'", "'1000 years'")) {
      assertThatThrownBy(() -> as(OWNER, "select notifier.advance_schedule(" + refused + ")"))
          .as(refused)
          .isInstanceOf(SQLException.class);
    }
    assertThatThrownBy(() -> as(OWNER, "update notifier.schedule_shift set shift = '-1 s'"))
        .isInstanceOf(SQLException.class);
    assertThat(shift()).isEqualTo("00:01:00");
    forward("399 days");
    assertThat(shift()).isEqualTo("9576:01:00");
  }

  /** Or the mail of a request that is being stored meanwhile would come as much later. */
  @Test
  void whoHasReckonedWithTheShiftAsItWasIsWaitedFor() throws Exception {
    NewMail mail = mail();
    stores.inserts().enqueue(List.of(mail)).await();
    claim(HERE);
    try (Connection accept = connect(APP);
        Statement statement = accept.createStatement()) {
      accept.setAutoCommit(false);
      statement.execute(
          "insert into notifier.deferred (mail_id, run_at, lane, reason) values ('"
              + mail.id()
              + "', notifier.clock_now() + interval '3 days', 1, 's')");
      CompletableFuture<Void> moved = CompletableFuture.runAsync(() -> forward("3 days"));
      Await.until(
          LIMIT,
          () -> "the one who moves to wait",
          () -> query("select count(*) from pg_locks where not granted").equals("1"));
      accept.commit();
      moved.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(promote()).isEqualTo(1);
  }

  private static String shift() throws SQLException {
    return query("select shift from schedule_shift");
  }

  private static Outgoing only(Batch batch) {
    assertThat(batch.mails()).hasSize(1);
    return batch.mails().get(0);
  }

  private static List<PassRequest> requests(Batch batch) {
    return batch.mails().stream()
        .map(m -> new PassRequest(batch.leaseId(), m.id(), m.recipient(), m.tags().template()))
        .toList();
  }

  private static void settle(Batch batch, UUID id, AttemptOutcome.Kind kind, Duration delay) {
    assertThat(settle(batch, settlement(id, kind, delay, "451 later"))).isTrue();
  }

  private static Delivery failed() {
    return new Delivery(Delivery.Result.FAILED, Phase.RCPT, "451 later");
  }

  private static MailSchedule ending(@Nullable Instant expiresAt) {
    return new MailSchedule(null, null, false, expiresAt, Priority.NORMAL, null, null);
  }
}

package dev.carillon.notifier.store.pg.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import dev.carillon.notifier.domain.accept.MailAcceptance;
import dev.carillon.notifier.domain.accept.MailFactory;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.DirectLease;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.suppression.UnsubscribeLinks;
import dev.carillon.notifier.store.pg.QueueTables;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mail with idempotency keys that shares a commit: each has the outcome that it would alone. */
class KeyedAcceptsIT extends QueueTables {
  private final List<MailChange> told = Collections.synchronizedList(new ArrayList<>());
  private final List<Batch> taken = Collections.synchronizedList(new ArrayList<>());
  private @Nullable Long worker;
  private Vertx vertx;
  private Database rows;
  private MailAcceptance acceptance;

  private final DirectLease lease =
      new DirectLease() {
        @Override
        public Future<@Nullable Room> reserve(int mails) {
          return Future.succeededFuture(worker == null ? null : new Room(worker, mails, 0));
        }

        @Override
        public void take(@Nullable Room reserved, List<Batch> batches) {
          taken.addAll(batches);
        }

        @Override
        public void wake() {}
      };

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    rows = database();
    acceptance =
        new MailAcceptance(
            stores.inserts(),
            stores.accepts(),
            stores.templates(),
            new MailFactory(
                new Uuid7(Clocks.system()),
                "test",
                Set.of(),
                new UnsubscribeLinks(new byte[] {1}, null)),
            new GroupCommit.Factory(vertx.getOrCreateContext()),
            lease,
            told::addAll);
  }

  @AfterEach
  void close() {
    vertx.close().await();
    rows.close();
  }

  @Test
  void manyAtOnceAreFewCommitsAndRepetitionsWriteNothing() {
    List<Supplier<Future<AcceptedMail>>> wanted =
        IntStream.range(0, 200).mapToObj(n -> asked("", "k" + n)).toList();
    List<Accepted> first = accepted(together(wanted), false);
    assertThat(rows.number("select count(distinct xmin::text) from notifier.mail")).isLessThan(10);
    assertThat(first).extracting(Accepted::state).containsOnly(MailState.READY);
    assertThat(told).hasSize(200);
    assertThat(accepted(together(wanted), true)).isEqualTo(first);
    assertThat(told).hasSize(200);
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(200);
    assertThat(claim(1001).mails()).isNotEmpty();
  }

  @Test
  void whatGoesAtOnceIsInTheHandsOfTheWorkerWithItsAnswer() {
    worker = 1001L;
    stores.suppressions().add(new Suppress("no@b.c", null, null), ADA, null).await();
    List<Supplier<Future<AcceptedMail>>> wanted =
        List.of(
            asked("", "one"),
            asked("\"priority\": \"high\", ", "high"),
            () -> accept(mail("no@b.c", ""), "unwanted"));
    List<Accepted> first = accepted(together(wanted), false);
    assertThat(taken).extracting(Batch::lane).contains(0, 1);
    assertThat(taken.stream().flatMap(b -> b.mails().stream()))
        .extracting(Outgoing::id, Outgoing::decision)
        .containsExactlyInAnyOrder(
            tuple(first.get(0).id(), SendDecision.SEND),
            tuple(first.get(1).id(), SendDecision.SEND),
            tuple(first.get(2).id(), SendDecision.SUPPRESSED));
    assertThat(state(first.get(0).id())).isEqualTo(MailState.SENDING);
    List<Supplier<Future<AcceptedMail>>> more = new ArrayList<>(wanted);
    more.add(asked("", "new"));
    taken.clear();
    List<Future<AcceptedMail>> again = together(more);
    assertThat(accepted(again.subList(0, 3), true)).isEqualTo(first);
    assertThat(taken.stream().flatMap(b -> b.mails().stream()))
        .extracting(Outgoing::id)
        .containsExactly(again.get(3).result().accepted().id());
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void whileEverythingIsPausedItWaitsInTheQueue() {
    worker = 1001L;
    asOwner("insert into pause (template, since) values ('', clock_now())");
    List<Accepted> first = accepted(together(List.of(asked("", "a"), asked("", "b"))), false);
    assertThat(taken).isEmpty();
    assertThat(state(first.get(1).id())).isEqualTo(MailState.READY);
    assertThat(accepted(together(List.of(asked("", "a"))), true)).containsExactly(first.get(0));
  }

  @Test
  void oneKeyTwiceInOneCommitIsOneMail() {
    List<Future<AcceptedMail>> both = together(List.of(asked("", "twice"), asked("", "twice")));
    assertThat(both.get(0).result().accepted()).isEqualTo(both.get(1).result().accepted());
    assertThat(both.stream().filter(f -> f.result().replayed())).hasSize(1);
    List<Future<AcceptedMail>> other =
        together(List.of(asked("", "mixed"), () -> accept(mail("other@b.c", ""), "mixed")));
    assertThat(other)
        .as("the one that came first, whichever")
        .filteredOn(Future::succeeded)
        .hasSize(1);
    assertThat(other)
        .filteredOn(Future::failed)
        .extracting(KeyedAcceptsIT::code)
        .containsExactly(FailureCode.IDEMPOTENCY_MISMATCH);
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(2);
  }

  @Test
  void whatWaitsForItsTimeHasItsVeryAnswerAgain() {
    List<Supplier<Future<AcceptedMail>>> wanted =
        List.of(
            asked("\"delay\": \"1h\", ", "delay"),
            asked("\"undo\": \"30s\", ", "undo"),
            asked("\"dedupKey\": \"d\", ", "dedup"));
    List<Accepted> first = accepted(together(wanted), false);
    assertThat(first)
        .extracting(Accepted::state)
        .containsExactly(MailState.SCHEDULED, MailState.SCHEDULED, MailState.READY);
    assertThat(first.get(1).undoUntil()).isEqualTo(first.get(1).eta());
    assertThat(accepted(together(wanted), true)).isEqualTo(first);
  }

  @Test
  void oneDedupKeyUnderSeveralKeysIsOneMail() {
    String same = "\"dedupKey\": \"order-1\", ";
    List<Future<AcceptedMail>> all =
        together(List.of(asked(same, "k1"), asked(same, "k2"), asked("\"delay\": \"1h\", ", "k3")));
    List<Accepted> first = accepted(all, false);
    assertThat(first).extracting(Accepted::duplicate).containsExactly(false, true, false);
    assertThat(first.get(1).id()).isEqualTo(first.get(0).id());
    assertThat(accepted(together(List.of(asked(same, "k2"), asked(same, "k1"))), true))
        .containsExactly(first.get(1), first.get(0));
    List<Future<AcceptedMail>> later =
        together(List.of(asked(same, "k4"), asked("\"delay\": \"1h\", ", "k5")));
    assertThat(accepted(later, false)).extracting(Accepted::duplicate).containsExactly(true, false);
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(3);
  }

  @Test
  void anExpiredKeyIsNewAgain() {
    Accepted first = accepted(together(List.of(asked("", "expires"))), false).get(0);
    asOwner("update idempotency set expires_at = clock_timestamp()");
    worker = 1001L;
    List<Future<AcceptedMail>> second =
        together(List.of(() -> accept(mail("other@b.c", ""), "expires"), asked("", "more")));
    assertThat(accepted(second, false)).doesNotContain(first);
  }

  @Test
  void aKeyThatAnotherTransactionHoldsDoesNotHoldTheOthersUp() {
    try (Database other = database()) {
      other.change("begin");
      other.change(
          "insert into notifier.idempotency (principal, contract, key, fingerprint, created_at,"
              + " expires_at) values ('me', 'accept', 'held', '', now(), now() + interval '1 h')");
      List<Future<AcceptedMail>> both = together(List.of(asked("", "free"), asked("", "held")));
      assertThat(both.get(0).succeeded()).isTrue();
      assertThat(both.get(1).failed()).isTrue();
      other.change("rollback");
    }
    assertThat(together(List.of(asked("", "held"))).get(0).succeeded()).isTrue();
  }

  @Test
  void noAnswerIsKeptWithoutItsMail() {
    together(
        IntStream.range(0, 40)
            .mapToObj(n -> asked(n % 3 == 0 ? "\"dedupKey\": \"d" + n % 5 + "\", " : "", "k" + n))
            .toList());
    assertThat(
            rows.number(
                "select count(*) from notifier.idempotency i where response is not null and"
                    + " not exists (select from notifier.mail m"
                    + " where m.id::text = i.response ->> 'id')"))
        .isZero();
    assertThat(rows.number("select count(*) from notifier.idempotency")).isEqualTo(40);
    assertThat(rows.number("select count(*) from notifier.idempotency where subject is null"))
        .isZero();
  }

  /** The plan is made while there are no keys, and kept. */
  @Test
  void aKeyIsFoundByItselfHoweverManyThereAre() throws SQLException {
    try (Connection connection = connect("CARILLON_NOTIFIER_PG_URL");
        Statement session = connection.createStatement()) {
      session.execute("set search_path = notifier");
      for (Map.Entry<String, String> setting : PgMailInserts.KEYED_SETTINGS.entrySet()) {
        session.execute("set " + setting.getKey() + " = '" + setting.getValue() + "'");
      }
      session.execute("prepare keyed as " + KeyedSql.ENQUEUE);
      plan(session, "first");
      asOwner(
          "insert into idempotency (principal, contract, key, fingerprint, created_at, expires_at)"
              + " select 'me', 'accept', 'old' || n, '', now(), now() + interval '1 h'"
              + " from generate_series(1, 2000) n; insert into dedup (key, mail_id, at)"
              + " select 'old' || n, gen_random_uuid(), now() from generate_series(1, 2000) n");
      assertThat(plan(session, "second"))
          .contains("idempotency_pkey")
          .doesNotContainPattern("actual rows=\\d{4}")
          .doesNotContainPattern("Rows Removed by \\w* ?Filter: \\d{4}");
    }
  }

  /** The statement's values are those of one mail, most of them not given. */
  private static String plan(Statement session, String key) throws SQLException {
    List<String> values =
        new ArrayList<>(List.of("array[gen_random_uuid()]", "array['a@b.c']", "array['A']"));
    values.addAll(List.of("array[null]::uuid[]", "array['S']", "array['{}']", "array['<m>']"));
    values.addAll(List.of("array[null]::timestamptz[]", "array[1]::smallint[]", "array[null]"));
    values.addAll(List.of("array[null]", "array[false]", "array[null]", "array[false]"));
    values.addAll(List.of("array[null]::timestamptz[]", "array[null]::bigint[]"));
    values.addAll(List.of("array['d-" + key + "']", "array['me']", "array[null]::uuid[]"));
    values.addAll(List.of("array[null]::uuid[]", "array[0]::bigint[]"));
    values.addAll(List.of("array[null]::bigint[]", "array['me']"));
    values.addAll(List.of("array['" + key + "']", "array['']::bytea[]", "array['address:a@b.c']"));
    values.addAll(List.of("array[false]", "'accept'", "24"));
    StringBuilder plan = new StringBuilder();
    try (ResultSet lines =
        session.executeQuery(
            "explain (analyze, timing off) execute keyed(" + String.join(", ", values) + ")")) {
      while (lines.next()) {
        plan.append(lines.getString(1)).append('\n');
      }
    }
    return plan.toString();
  }

  private Supplier<Future<AcceptedMail>> asked(String terms, String key) {
    return () -> accept(mail("a@b.c", terms), key);
  }

  private Future<AcceptedMail> accept(AcceptMail mail, String key) {
    return acceptance.accept(
        mail,
        new IdempotencyKey("me", "accept", key, mail),
        id -> Future.failedFuture(new AssertionError("nobody is a user here")));
  }

  private static AcceptMail mail(String to, String terms) {
    return Json.read(
        "{" + terms + "\"to\": {\"email\": \"" + to + "\"}, \"subject\": \"S\", \"text\": \"T\"}",
        AcceptMail.class);
  }

  /** All in one turn of the event loop, so that they share commits. */
  private List<Future<AcceptedMail>> together(List<Supplier<Future<AcceptedMail>>> asked) {
    Promise<List<Future<AcceptedMail>>> done = Promise.promise();
    vertx.runOnContext(v -> start(asked).onComplete(r -> done.complete(r.result())));
    return done.future().await();
  }

  private static Future<List<Future<AcceptedMail>>> start(
      List<Supplier<Future<AcceptedMail>>> asked) {
    List<Future<AcceptedMail>> begun = new ArrayList<>();
    asked.forEach(one -> begun.add(one.get()));
    return Future.join(begun).transform(r -> Future.succeededFuture(begun));
  }

  private static List<Accepted> accepted(List<Future<AcceptedMail>> all, boolean replayed) {
    assertThat(all).allMatch(f -> f.await().replayed() == replayed);
    return all.stream().map(f -> f.result().accepted()).toList();
  }

  private static FailureCode code(Future<AcceptedMail> failed) {
    return ((Failure) failed.cause()).code();
  }
}

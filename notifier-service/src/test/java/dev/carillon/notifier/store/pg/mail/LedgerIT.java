package dev.carillon.notifier.store.pg.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.store.pg.QueueTables;
import dev.carillon.notifier.store.pg.queue.PgQueueStore;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the tables keep however they are used: the ledger misses nothing, and what is appended
 * stays. On a real PostgreSQL.
 */
class LedgerIT extends QueueTables {
  @Test
  void theLedgerMissesAMailThatWasDeletedByHand() {
    UUID id = accept();
    accept();
    assertThat(ledger().balanced()).isTrue();
    asOwner("delete from mail where id = '" + id + "'");
    assertThat(ledger().balanced()).isFalse();
    assertThat(ledger().lost()).isEqualTo(1);
  }

  /** The sums of the states are what they should be. */
  @Test
  void oneLostAndOneDoubledShow() {
    UUID lost = accept();
    UUID doubled = accept();
    asOwner(
        "update ready set mail_ids = array['"
            + doubled
            + "'::uuid]"
            + " where mail_ids = array['"
            + lost
            + "'::uuid]");
    Ledger ledger = ledger();
    assertThat(ledger.accepted()).isEqualTo(2);
    assertThat(ledger.lost()).isEqualTo(1);
    assertThat(ledger.doubled()).isEqualTo(1);
    assertThat(ledger.balanced()).isFalse();
  }

  /** So each mail is looked at, and one that is lost shows in one of the answers. */
  @Test
  void whatIsTooMuchForOneAnswerIsLookedAtInTurn() {
    List<UUID> mails = Stream.generate(QueueTables::accept).limit(10).toList();
    settle(claim(1001), mails.get(0), AttemptOutcome.Kind.SENT);
    asOwner("delete from ready where mail_ids = array['" + mails.get(7) + "'::uuid]");
    Pool pool = stores.clients().pool(1, Map.of());
    PgLedger few = new PgLedger((sql, values) -> pool.preparedQuery(sql).execute(values), 4);
    List<Ledger> answers = Stream.generate(() -> few.read().await()).limit(4).toList();
    pool.close().await();
    assertThat(answers).extracting(Ledger::accepted).containsOnly(10L);
    assertThat(answers).extracting(Ledger::behind).containsExactly(6L, 6L, 8L, 6L);
    assertThat(answers).extracting(Ledger::lost).containsExactly(0L, 1L, 0L, 0L);
    assertThat(answers).extracting(Ledger::balanced).containsExactly(true, false, true, true);
    assertThat(answers.get(0).told()).isEqualTo(1);
    assertThat(ledger().behind()).isNull(); // one answer has room for them
    assertThat(ledger().lost()).isEqualTo(1);
  }

  @Test
  void aMailThatNobodyAcceptedShows() {
    accept();
    asOwner("insert into ready (mail_ids) values (array['" + ids.next() + "'::uuid])");
    assertThat(ledger().doubled()).isEqualTo(1);
    assertThat(ledger().balanced()).isFalse();
  }

  /** As if nothing handed back what the mail had gathered. */
  @Test
  void whatIsMergedIntoAMailThatIsNotSentShows() {
    MailSchedule schedule =
        new MailSchedule(
            null,
            Duration.ofMinutes(1),
            false,
            null,
            Priority.NORMAL,
            null,
            Window.debounce("draft", Duration.ofMinutes(1)));
    gather(mail(schedule)).await();
    UUID last = gather(mail(schedule)).await().id();
    assertThat(ledger().balanced()).isTrue();
    asOwner(
        "alter table outcome disable trigger hand_back; delete from deferred;"
            + " insert into outcome (mail_id, state, attempt, at) values ('"
            + last
            + "', 'c', 1, now());"
            + " alter table outcome enable trigger hand_back");
    balance();
    assertThat(ledger().states()).containsExactly(Map.entry("cancelled", 1L));
    assertThat(ledger().lost()).isEqualTo(1);
    assertThat(ledger().balanced()).isFalse();
  }

  @Test
  void whatIsSettledForGoodLeavesTheBatchesAndIsCountedAsBefore() throws SQLException {
    List<NewMail> mails = List.of(mail(), mail(), mail(), mail());
    stores.inserts().enqueue(mails).await();
    Batch batch = claim(1001);
    settle(batch, mails.get(0).id(), AttemptOutcome.Kind.SENT);
    settle(batch, mails.get(1).id(), AttemptOutcome.Kind.DEAD);
    settle(batch, mails.get(2).id(), AttemptOutcome.Kind.UNKNOWN);
    Ledger before = ledger();
    balance();
    assertThat(query("select n || ' ' || mail_ids::text from accept_batch"))
        .isEqualTo("1 {" + mails.get(3).id() + "}");
    assertThat(ledger()).isEqualTo(before);
    assertThat(before.told()).isEqualTo(1);
    assertThat(stores.controls().retry(mails.get(1).id(), ADA).await()).isTrue();
    assertThat(stores.controls().retryAll(MailState.UNKNOWN, 10, ADA).await()).isEqualTo(1);
    assertThat(ledger().states()).isEqualTo(Map.of("sent", 1L, "sending", 1L, "ready", 2L));
    settle(batch, mails.get(3).id(), AttemptOutcome.Kind.CANCELLED);
    for (Batch again : stores.queue().claim(1001, room(256)).await()) {
      again.mails().forEach(mail -> settle(again, mail.id(), AttemptOutcome.Kind.SENT));
    }
    balance();
    assertThat(query("select count(*) from accept_batch")).isEqualTo("0");
    assertThat(ledger().states()).isEqualTo(Map.of("sent", 3L, "cancelled", 1L));
    assertThat(ledger().balanced()).isTrue();
  }

  @Test
  void aRowThatIsMissingIsNotPutIntoTheBooks() throws SQLException {
    UUID id = settled(AttemptOutcome.Kind.SENT);
    asOwner("delete from mail where id = '" + id + "'");
    balance();
    assertThat(query("select count(*) from accept_batch")).isEqualTo("1");
    assertThat(ledger().lost()).isEqualTo(1);
  }

  @Test
  void whatAnEarlierVersionAcceptedIsCountedBeforeAndAfterItIsInTheBooks() throws SQLException {
    settled(AttemptOutcome.Kind.SENT);
    settled(AttemptOutcome.Kind.DEAD);
    accept();
    Ledger known = ledger();
    asOwner(
        "update accept_batch set mail_ids = null; insert into ledger_adoption (bound)"
            + " select max(id::text)::uuid from mail");
    assertThat(ledger()).usingRecursiveComparison().ignoringFields("told").isEqualTo(known);
    assertThat(ledger().balanced()).isTrue();
    balance();
    assertThat(query("select count(*) from ledger_adoption")).isEqualTo("0");
    assertThat(ledger()).isEqualTo(known);
    assertThat(query("select sum(n) from accept_batch")).isEqualTo("1");
    asOwner("delete from ready");
    assertThat(ledger().lost()).isEqualTo(1);
  }

  @Test
  void theRuntimeRoleCannotRewriteWhatIsAppendOnly() {
    accept();
    for (String sql :
        List.of(
            "update notifier.mail set recipient = 'x'",
            "delete from notifier.mail",
            "delete from notifier.outcome",
            "update notifier.accept_batch set n = 7",
            "update notifier.clock_shift set shift = '1 s'",
            "create table notifier.mine (a int)")) {
      assertThatThrownBy(() -> as("CARILLON_NOTIFIER_PG_URL", sql))
          .as(sql)
          .hasMessageContaining("permission denied");
    }
  }

  private static Ledger ledger() {
    return stores.mails().ledger().await();
  }

  /**
   * The plan that is made while there is no mail, and is kept: with a nested loop over all mail of
   * a week the books of 5,000 mails took seconds as soon as there was some.
   */
  @Test
  void theBooksFindTheirOwnMailAndReadNoOther() throws SQLException {
    accept();
    assertThat(plansOf("select balance_books(5000)", PgQueueStore.CONNECTION_SETTINGS))
        .contains("mail_stray")
        .doesNotContain("Materialize");
    Map<String, String> careless = new HashMap<>(PgQueueStore.CONNECTION_SETTINGS);
    careless.remove("enable_material");
    assertThat(plansOf("select balance_books(5000)", careless)).contains("Materialize");
  }

  /** Of all that a statement runs, whatever functions it calls. */
  private static String plansOf(String sql, Map<String, String> settings) throws SQLException {
    try (Connection connection = connect("CARILLON_NOTIFIER_MIGRATION_URL");
        Statement statement = connection.createStatement()) {
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        statement.execute("set " + setting.getKey() + " = " + setting.getValue());
      }
      statement.execute(
          "load 'auto_explain'; set auto_explain.log_min_duration = 0;"
              + " set auto_explain.log_nested_statements = on; set client_min_messages = log;"
              + " set search_path = notifier");
      statement.execute(sql);
      StringBuilder plans = new StringBuilder();
      for (SQLWarning told = statement.getWarnings(); told != null; told = told.getNextWarning()) {
        plans.append(told.getMessage()).append('\n');
      }
      return plans.toString();
    }
  }

  /** As often as it takes for all of it. */
  private static void balance() {
    for (int i = 0; i < 4; i++) {
      stores.retention().balance(100).await();
    }
  }
}

package dev.carillon.notifier.store.pg;

import static dev.carillon.notifier.domain.queue.QueueLimits.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.embedded.testkit.SilentProxy;
import dev.carillon.json.Doc;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.notifier.domain.accept.Accept;
import dev.carillon.notifier.domain.accept.MailAcceptance;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.erasure.ErasedPerson;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.request.Actor;
import dev.carillon.store.bulkhead.Bulkhead;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The stores of notifier-service over tables that are empty before each test, and its clock. */
@ExtendWith(QueueTables.Server.class)
public abstract class QueueTables {
  protected static NotifierStores stores;
  protected static Uuid7 ids;

  /** Who changes mail. */
  protected static final Actor ADA = new Actor("ada", "4bf92f3577b34da6a3ce929d0e0e4736");

  /** More than any mail of these tests has. */
  protected static final long BYTES = 1 << 30;

  private static QueueServer server;

  /** One server for all suites. */
  static final class Server implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext suite) {
      server = QueueServer.of(suite);
      stores = server.stores();
      ids = new Uuid7(Clocks.system());
    }
  }

  @BeforeEach
  void empty() {
    asOwner(
        "truncate mail, outcome, ready, lease, deferred, attempt, accept_batch, inbox_event, throttle, throttle_pass, throttle_key, smtp_server, pause_past, suppression_past, schedule_jump,"
            + " broadcast_tick, outbox, dedup, merge_window, suppression, pause, closed, mail_carried, mail_record, ledger_entry, dedup_lost, suppression_hash, hold_release, idempotency, erasure, erasure_count, mail_hold, mail_change; update clock_shift set shift = '0'; update schedule_shift set shift = '0'");
  }

  protected static NotifierStores openStores(Bulkhead.Capacity accepting) {
    return server.open(accepting);
  }

  static NotifierStores openThrough(int port) {
    return server.openThrough(port);
  }

  static int port() {
    return server.port();
  }

  protected static SilentProxy link() {
    return server.link();
  }

  protected static NotifierStores openThrough(SilentProxy link) {
    return server.openThrough(link.port());
  }

  protected static Database database() {
    return server.database();
  }

  /** For so many mails of any size, which all begin at once. */
  protected static QueueStore.Room room(int mails) {
    return room(mails, CHUNK);
  }

  /** For so many mails of any size, of which so many of each lease begin at once. */
  protected static QueueStore.Room room(int mails, int begin) {
    return new QueueStore.Room(mails, BYTES, begin);
  }

  protected static UUID accept() {
    NewMail mail = mail();
    stores.inserts().enqueue(List.of(mail)).await();
    return mail.id();
  }

  /** Lets a mail come into its window. */
  protected static Future<Accepted> gather(NewMail mail) {
    return stores
        .accepts()
        .acceptAlone((Accept.Alone) MailAcceptance.decide(mail, null))
        .map(AcceptedMail::accepted);
  }

  protected static NewMail mail() {
    return mail(MailSchedule.NOW);
  }

  protected static NewMail mail(MailSchedule terms) {
    return mail("a@b.c", MailTags.NONE, terms);
  }

  protected static NewMail mail(String recipient, MailTags label, MailSchedule terms) {
    UUID id = ids.next();
    return new NewMail(
        id,
        recipient,
        "A",
        null,
        "S",
        Content.text("text"),
        "<" + id + "@test>",
        label,
        terms,
        null);
  }

  protected static MailSchedule terms(Duration delay, Priority priority) {
    return new MailSchedule(null, delay, false, null, priority, null, null);
  }

  protected static Batch claim(long worker) {
    List<Batch> batches = stores.queue().claim(worker, room(4)).await();
    assertThat(batches).hasSize(1);
    return batches.get(0);
  }

  /** A mail that was taken and ended so. */
  protected static UUID settled(AttemptOutcome.Kind kind) {
    UUID id = accept();
    settle(claim(1001), id, kind);
    return id;
  }

  protected static boolean settle(Batch batch, UUID id, AttemptOutcome.Kind kind) {
    return settle(batch, settlement(id, kind, Duration.ZERO, "said"));
  }

  protected static boolean settle(Batch batch, AttemptOutcome settlement) {
    return !stores.queue().settle(List.of(new LeaseOutcome(batch, settlement))).await().isEmpty();
  }

  protected static AttemptOutcome settlement(
      UUID id, AttemptOutcome.Kind kind, Duration delay, String reply) {
    return new AttemptOutcome(id, kind, delay, Phase.DOT, reply);
  }

  protected static int rescue(Set<Long> workers, Set<Long> leases) {
    return rescue(workers, leases, Set.of());
  }

  /** Also of leases that have been expired for long. Workers that are gone have been for long. */
  protected static int rescue(Set<Long> workers, Set<Long> leases, Set<Long> overdue) {
    return stores
        .queue()
        .rescue(workers, leases, gone(workers, leases), overdue, CrashRules.DEFAULT)
        .await()
        .changes()
        .size();
  }

  /** The workers that look dead now: it is as if they had for long. */
  protected static Set<Long> gone(Set<Long> workers, Set<Long> leases) {
    return stores
        .queue()
        .rescue(workers, leases, Set.of(), Set.of(), CrashRules.DEFAULT)
        .await()
        .gone();
  }

  protected static int promote() {
    return stores.queue().promote().await().size();
  }

  protected static DomainEvent<?> userEvent() {
    return new DomainEvent<>(
        DomainEvent.SPEC_VERSION,
        ids.next(),
        "users",
        "users.changed.v1",
        "u",
        Clocks.system().now(),
        Doc.object());
  }

  /** Somebody who had an address until now, and whose mail named no user. */
  protected static ErasedPerson erased(String address) {
    return new ErasedPerson(ids.next(), UUID.randomUUID(), List.of(address), Clocks.system().now());
  }

  protected static MailState state(UUID id) {
    return stores.mails().get(id).await().state();
  }

  /** The database's clock is this much ahead from now on. */
  protected static void later(String interval) {
    asOwner("update clock_shift set shift = '" + interval + "'");
  }

  /** Schedules are this much further ahead of the database's clock from now on. */
  protected static void forward(String interval) {
    asOwner("select advance_schedule('" + interval + "', 'ada')");
  }

  protected static void asOwner(String sql) {
    try {
      as("CARILLON_NOTIFIER_MIGRATION_URL", "set search_path = notifier; " + sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  protected static void as(String urlName, String sql) throws SQLException {
    try (Connection connection = connect(urlName);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first value, as the runtime role has it. */
  protected static String query(String sql) throws SQLException {
    try (Connection connection = connect("CARILLON_NOTIFIER_PG_URL");
        Statement statement = connection.createStatement()) {
      statement.execute("set search_path = notifier");
      try (ResultSet rows = statement.executeQuery(sql)) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  protected static Connection connect(String urlName) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(urlName));
  }
}

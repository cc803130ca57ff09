package dev.carillon.notifier.store.pg.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.store.pg.QueueTables;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.testkit.ManualClock;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a claim takes, and what comes to be claimed when its time has come. On a real PostgreSQL.
 */
class ClaimIT extends QueueTables {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void whatIsMoreUrgentIsTakenFirst() {
    List<UUID> accepted = new ArrayList<>();
    for (Priority priority : List.of(Priority.LOW, Priority.NORMAL, Priority.HIGH)) {
      NewMail mail = mail(terms(null, priority));
      stores.inserts().enqueue(List.of(mail)).await();
      accepted.add(mail.id());
    }
    List<UUID> taken = new ArrayList<>();
    try (Opened fresh = new Opened()) { // whose turn it is, is not decided by the tests before
      for (int i = 0; i < 3; i++) {
        taken.add(fresh.stores.queue().claim(1001, room(1)).await().get(0).mails().get(0).id());
      }
    }
    Collections.reverse(taken);
    assertThat(taken).isEqualTo(accepted);
  }

  @Test
  void lanesShareByTheirWeights() {
    for (Priority priority : Priority.values()) {
      for (int i = 0; i < 5; i++) {
        enqueue(priority, "a", 21);
      }
    }
    Map<Integer, Integer> taken = new TreeMap<>();
    try (Opened fresh = new Opened()) {
      for (int i = 0; i < 5; i++) {
        fresh.stores.queue().claim(1001, room(21)).await().stream()
            .forEach(batch -> taken.merge(batch.lane(), batch.mails().size(), Integer::sum));
      }
    }
    assertThat(taken).isEqualTo(Map.of(0, 63, 1, 21, 2, 21));
  }

  @Test
  void oneSendersThousandsDoNotDelayAnothersFirst() {
    for (int i = 0; i < 40; i++) {
      enqueue(Priority.NORMAL, "bulk", 32);
    }
    assertThat(taken(64)).hasSize(64);
    UUID other = enqueue(Priority.NORMAL, "other", 1).get(0);
    UUID own = enqueue(Priority.NORMAL, null, 1).get(0);
    assertThat(taken(34)).contains(other, own);
  }

  @Test
  void mailThatIsPromotedTakesItsSendersTurnToo() {
    Duration hour = Duration.ofHours(1);
    List<NewMail> bulk =
        Stream.generate(() -> from("bulk", mail(terms(hour, Priority.NORMAL)))).limit(200).toList();
    stores.inserts().enqueue(bulk).await();
    later("61 minutes");
    assertThat(promote()).isEqualTo(200);
    UUID other = enqueue(Priority.NORMAL, "other", 1).get(0);
    assertThat(taken(33)).contains(other);
  }

  @Test
  void aClaimCountsMailsAndBytes() {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      NewMail mail = mail();
      stores
          .inserts()
          .enqueue(
              List.of(
                  new NewMail(
                      mail.id(),
                      "a@b.c",
                      null,
                      null,
                      "S",
                      Content.text("x".repeat(100_000)),
                      mail.messageId(),
                      mail.tags(),
                      mail.schedule(),
                      null)))
          .await();
      ids.add(mail.id());
    }
    assertThat(claimed(32, 450_000)).isEqualTo(ids.subList(0, 4));
    assertThat(claimed(32, 10)).isEqualTo(ids.subList(4, 5)); // one at least
    assertThat(claimed(32, BYTES)).hasSizeBetween(30, 32);
  }

  @Test
  void manyMailsOfManyBytesAreNotOneChunk() throws SQLException {
    NewMail mail = mail();
    List<NewMail> large = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      large.add(
          new NewMail(
              ids.next(),
              "a@b.c",
              null,
              null,
              "S",
              Content.text("x".repeat(900_000)),
              mail.messageId(),
              mail.tags(),
              mail.schedule(),
              null));
    }
    stores.inserts().enqueue(large).await();
    assertThat(query("select string_agg(cardinality(mail_ids)::text, ' ' order by pos) from ready"))
        .isEqualTo("5 5");
  }

  @Test
  void whoStaysInAChunkKeepsItsPlace() {
    List<UUID> first = enqueue(Priority.NORMAL, "a", 32);
    enqueue(Priority.NORMAL, "a", 32);
    stores.controls().cancel(first.get(5), "no").await();
    assertThat(taken(32)).containsAll(first.subList(0, 5)).containsAll(first.subList(6, 32));
  }

  @Test
  void aSlowProcessDoesNotStandInFrontOfAllOthers() {
    enqueue(Priority.NORMAL, "a", 32);
    assertThat(taken(32)).hasSize(32);
    promote(); // says how far this process has come
    try (Opened another = new Opened()) {
      another.stores.queue().promote().await();
      enqueue(Priority.NORMAL, "a", 32);
      UUID first = enqueue(Priority.NORMAL, "b", 1).get(0);
      another.stores.inserts().enqueue(List.of(from("c", mail()), from("c", mail()))).await();
      List<UUID> order = claimed(1, BYTES);
      assertThat(order).containsExactly(first);
    }
  }

  @Test
  void whatIsTriedAgainIsTakenNextByEveryProcess() {
    UUID dead = settled(AttemptOutcome.Kind.DEAD);
    try (Far far = new Far()) {
      stores.controls().retry(dead, ADA).await(); // by another one
      assertThat(far.claimed()).containsExactly(dead);
    }
  }

  @Test
  void whatIsRescuedIsTakenNextByEveryProcess() {
    UUID mail = accept();
    stores.queue().claim(1003, room(1, 0)).await();
    try (Far far = new Far()) {
      assertThat(rescue(Set.of(1004L), Set.of())).isEqualTo(1); // by another one
      assertThat(far.claimed()).containsExactly(mail);
    }
  }

  /** A process that has claimed of a backlog, and begins where it has come to. */
  private static final class Far implements AutoCloseable {
    private final Pool pool = stores.clients().pool(1, PgQueueStore.WORKER_SETTINGS);
    private final ManualClock clock = new ManualClock();
    private final PgQueueStore store = new PgQueueStore(pool, clock);

    Far() {
      for (int i = 0; i < 4; i++) {
        enqueue(Priority.NORMAL, "bulk", 32);
      }
      assertThat(claimed()).hasSize(32);
      clock.advance(Duration.ofMillis(500));
      assertThat(store.promote().await()).isEmpty(); // the tables know how far it has come
      assertThat(claimed()).hasSize(32);
    }

    List<UUID> claimed() {
      return store.claim(1004, room(1)).await().stream()
          .flatMap(batch -> batch.mails().stream().map(Outgoing::id))
          .toList();
    }

    @Override
    public void close() {
      pool.close().await();
    }
  }

  private static final class Opened implements AutoCloseable {
    final NotifierStores stores = openStores(new Bulkhead.Capacity(2, 10, MINUTE, MINUTE));

    @Override
    public void close() {
      stores.close().await();
    }
  }

  private static List<UUID> enqueue(Priority priority, String sender, int mails) {
    List<NewMail> all =
        Stream.generate(() -> from(sender, mail(terms(null, priority)))).limit(mails).toList();
    stores.inserts().enqueue(all).await();
    return all.stream().map(NewMail::id).toList();
  }

  private static NewMail from(String sender, NewMail mail) {
    return new NewMail(
        mail.id(),
        mail.recipient(),
        mail.recipientName(),
        null,
        mail.subject(),
        mail.content(),
        mail.messageId(),
        mail.tags(),
        mail.schedule(),
        sender,
        null,
        null,
        null);
  }

  private static List<UUID> taken(int mails) {
    return claimed(mails, BYTES);
  }

  private static List<UUID> claimed(int mails, long bytes) {
    return stores.queue().claim(1001, new QueueStore.Room(mails, bytes, 32)).await().stream()
        .flatMap(batch -> batch.mails().stream())
        .map(Outgoing::id)
        .sorted()
        .toList();
  }

  @Test
  void aRetryComesBackWhenItsTimeHasCome() {
    UUID id = accept();
    Batch batch = claim(1001);
    settle(batch, settlement(id, AttemptOutcome.Kind.RETRY, Duration.ofSeconds(30), "451 later"));
    assertThat(state(id)).isEqualTo(MailState.RETRYING);
    assertThat(promote()).isZero();
    later("31 s");
    assertThat(promote()).isEqualTo(1);
    assertThat(claim(1001).attempt()).isEqualTo(2);
    assertThat(stores.mails().get(id).await().attempts().get(0).reply()).isEqualTo("451 later");
  }

  @Test
  void whatWaitsExpiresWhenItsTimeHasCome() {
    Instant soon = Clocks.system().now().plusSeconds(60);
    MailSchedule terms =
        new MailSchedule(null, Duration.ofHours(1), false, soon, Priority.NORMAL, null, null);
    stores.inserts().enqueue(List.of(mail(terms))).await();
    later("61 s");
    assertThat(promote()).isEqualTo(1);
    assertThat(claim(1001).mails().get(0).decision()).isEqualTo(SendDecision.EXPIRED);
  }

  /** A plan that is made while the tables are empty is kept when they are full. */
  @Test
  void aClaimLooksUpItsMailsByIndexWheneverItWasPlanned() {
    try (Database database = database()) {
      database.change("set search_path = notifier");
      PgQueueStore.WORKER_SETTINGS.forEach(
          (name, value) -> database.change("set " + name + " = " + value));
      database.change("prepare claim as " + QueueSql.CLAIM);
      List<String> plan = database.texts("explain execute claim(" + "null, ".repeat(8) + "null)");
      int looks = 0;
      for (int i = 0; i < plan.size(); i++) {
        if (plan.get(i).contains(" on mail_")) {
          assertThat(plan.get(i + 1)).contains("Index Cond: (id = ");
          looks++;
        }
      }
      assertThat(looks).isPositive();
    }
  }
}

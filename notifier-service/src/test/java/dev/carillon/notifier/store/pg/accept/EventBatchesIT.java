package dev.carillon.notifier.store.pg.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.task.Outcome;
import dev.carillon.async.time.Clocks;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.EventTaken;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.accept.MailFactory;
import dev.carillon.notifier.domain.erasure.Erasures;
import dev.carillon.notifier.domain.events.UserEvents;
import dev.carillon.notifier.domain.suppression.UnsubscribeLinks;
import dev.carillon.notifier.store.pg.QueueTables;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events of many users at a time: one transaction, each with the outcome that it has alone. */
class EventBatchesIT extends QueueTables {
  private final UserEvents events =
      new UserEvents(
          stores.accepts(),
          new Erasures(stores.erasures()),
          stores.templates(),
          new MailFactory(ids, "test", Set.of(), new UnsubscribeLinks(new byte[] {1}, null)),
          true,
          () -> {});
  private Database rows;

  @BeforeEach
  void open() {
    rows = database();
  }

  @AfterEach
  void close() {
    rows.close();
  }

  @Test
  void manyAreOneTransaction() {
    List<DomainEvent<UserEvent>> batch = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      batch.add(created("u" + i + "@b.c"));
    }
    assertThat(events.onAll(batch).await()).hasSize(200).allMatch(EventBatchesIT::isTaken);
    assertThat(rows.number("select count(distinct xmin::text) from notifier.mail")).isEqualTo(1);
    assertThat(rows.number("select count(*) from notifier.mail")).isEqualTo(200);
    assertThat(rows.number("select count(distinct xmin::text) from notifier.inbox_event"))
        .isEqualTo(1);
  }

  /** The relay was cut off, or died, after the commit and before it deleted the events. */
  @Test
  void aSecondCopyHasNoEffectHoweverItComes() {
    List<DomainEvent<UserEvent>> batch = List.of(created("a@b.c"), created("b@b.c"));
    events.onAll(batch).await();
    List<DomainEvent<UserEvent>> more = new ArrayList<>(batch);
    more.add(created("c@b.c"));
    more.add(more.get(2));
    assertThat(events.onAll(more).await()).hasSize(4).allMatch(EventBatchesIT::isTaken);
    events.on(batch.get(0)).await();
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(3);
  }

  @Test
  void twoRelaysThatOverlapDoNotDoubleAnything() {
    List<DomainEvent<UserEvent>> batch = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      batch.add(created("u" + i + "@b.c"));
    }
    List<Future<List<Outcome<EventTaken>>>> copies = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      copies.add(events.onAll(i % 2 == 0 ? batch : batch.reversed()));
    }
    Future.join(copies).await();
    assertThat(copies).allMatch(c -> c.result().stream().allMatch(EventBatchesIT::isTaken));
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(50);
  }

  @Test
  void whatIsRefusedIsLeftOutAndWhatIsBehindItGoesOn() {
    DomainEvent<UserEvent> bad = created("nobody");
    List<DomainEvent<UserEvent>> batch =
        List.of(created("a@b.c"), bad, of(bad.subject(), "b@b.c"), created("c@b.c"));
    List<Outcome<EventTaken>> outcomes = events.onAll(batch).await();
    assertThat(isTaken(outcomes.get(1))).isFalse();
    assertThat(code(outcomes.get(1))).isEqualTo(FailureCode.INVALID);
    assertThat(outcomes.stream().filter(EventBatchesIT::isTaken)).hasSize(3);
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(3);
  }

  /** A fault of one that only the database finds. */
  @Test
  void aTransactionThatFailsIsTriedOneByOne() {
    asOwner(
        "create function fail_for_one() returns trigger language plpgsql as $$ begin"
            + " if new.recipient = 'bad@b.c' then raise 'a fault'; end if; return new; end $$;"
            + " create trigger fail_for_one before insert on mail"
            + " for each row execute function fail_for_one()");
    try {
      DomainEvent<UserEvent> bad = created("bad@b.c");
      List<DomainEvent<UserEvent>> batch =
          List.of(created("a@b.c"), bad, of(bad.subject(), "behind@b.c"), created("c@b.c"));
      List<Outcome<EventTaken>> outcomes = events.onAll(batch).await();
      assertThat(outcomes.stream().map(EventBatchesIT::isTaken))
          .containsExactly(true, false, false, true);
      assertThat(code(outcomes.get(2))).isEqualTo(FailureCode.UNAVAILABLE);
      assertThat(stores.mails().ledger().await().accepted()).isEqualTo(2);
    } finally {
      asOwner("drop trigger fail_for_one on mail; drop function fail_for_one()");
    }
    List<Outcome<EventTaken>> none = events.onAll(List.of()).await();
    assertThat(none).isEmpty();
  }

  private static boolean isTaken(Outcome<EventTaken> outcome) {
    return outcome instanceof Outcome.Success;
  }

  private static FailureCode code(Outcome<EventTaken> outcome) {
    return ((Failure) ((Outcome.Failure<EventTaken>) outcome).cause()).code();
  }

  private static DomainEvent<UserEvent> created(String email) {
    return of("user:" + UUID.randomUUID(), email);
  }

  private static DomainEvent<UserEvent> of(String subject, String email) {
    return new DomainEvent<>(
        DomainEvent.SPEC_VERSION,
        ids.next(),
        "users",
        "users.changed.v1",
        subject,
        Clocks.system().now(),
        new UserEvent.Created(UUID.randomUUID(), email, "A", 1, true));
  }
}

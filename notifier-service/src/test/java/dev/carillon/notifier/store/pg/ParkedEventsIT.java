package dev.carillon.notifier.store.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.Id;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.events.ListParked;
import dev.carillon.contract.events.ParkedEvent;
import dev.carillon.contract.events.ParkedPage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.store.pg.parked.ParkedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Parked events of a real outbox are listed, delivered again and dropped. */
class ParkedEventsIT extends QueueTables {
  private final ParkedStore parked = stores.parked();

  @Test
  void theyAreListedInPagesTheOldestFirstAndWithoutWhatTheySay() throws Exception {
    List<UUID> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(park("user:" + i % 2, i, false));
    }
    waiting("user:1");
    ParkedPage first = list(null, 3, null);
    ParkedPage second = list(null, 3, first.next());
    assertThat(first.items())
        .extracting(ParkedEvent::id)
        .containsExactlyElementsOf(all.subList(0, 3));
    assertThat(second.items())
        .extracting(ParkedEvent::id)
        .containsExactlyElementsOf(all.subList(3, 5));
    assertThat(second.next()).isNull();
    assertThat(list("user:1", 10, null).items())
        .extracting(ParkedEvent::id)
        .containsExactly(all.get(1), all.get(3));
    assertThat(first.items().get(0).service()).isEqualTo("notifier");
    assertThat(first.items().get(0).reason()).isEqualTo("no");
    assertThat(first.toString()).doesNotContain("secret");
  }

  @Test
  void oneIsDeliveredAgainOnceForOneKey() throws Exception {
    UUID id = park("user:1", 0, false);
    IdempotencyKey key = new IdempotencyKey("admin", "parked.retry.v1", "k", new Id(id));
    assertThat(parked.retry(id, key).await().replayed()).isFalse();
    assertThat(query("select attempts || ' ' || (parked_at is null) from outbox"))
        .isEqualTo("0 true");
    assertThat(parked.retry(id, key).await().replayed()).isTrue();
    assertFails(FailureCode.NOT_FOUND, () -> parked.retry(id, null).await());
  }

  @Test
  void oneIsDroppedUnlessItMustArrive() throws Exception {
    UUID id = park("user:1", 0, false);
    UUID erasure = park("user:2", 1, true);
    UUID other = waiting("user:3");
    parked.drop(id).await();
    assertFails(FailureCode.NOT_FOUND, () -> parked.drop(id).await());
    assertFails(FailureCode.NOT_FOUND, () -> parked.drop(other).await());
    assertFails(FailureCode.CONFLICT, () -> parked.drop(erasure).await());
    assertThat(query("select count(*) from outbox")).isEqualTo("2");
  }

  private ParkedPage list(String subject, int limit, String cursor) {
    return parked.list(new ListParked(subject, new PageRequest(limit, cursor))).await();
  }

  private static UUID park(String subject, int second, boolean mustArrive) {
    UUID id = waiting(subject);
    asOwner(
        "update outbox set parked_at = now() + interval '"
            + second
            + " s', attempts = 9, last_error = 'no', must_arrive = "
            + mustArrive
            + " where id = '"
            + id
            + "'");
    return id;
  }

  private static UUID waiting(String subject) {
    UUID id = ids.next();
    asOwner(
        "insert into outbox (id, subject, type, at, payload) values ('"
            + id
            + "', '"
            + subject
            + "', 'users.changed.v1', now(), '{\"name\": \"secret\"}')");
    return id;
  }

  private static void assertFails(FailureCode code, Runnable action) {
    assertThatThrownBy(action::run).extracting(e -> ((Failure) e).code()).isEqualTo(code);
  }
}

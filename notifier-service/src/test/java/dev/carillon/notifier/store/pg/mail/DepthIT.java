package dev.carillon.notifier.store.pg.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.Priority;
import dev.carillon.notifier.domain.mail.QueueDepth;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.store.pg.QueueTables;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much is said to wait. On a real PostgreSQL. */
class DepthIT extends QueueTables {
  private static QueueDepth depth() {
    return stores.mails().depth().await();
  }

  private static QueueDepth.Lane lane(int lane) {
    return depth().lanes().stream().filter(one -> one.lane() == lane).findFirst().orElseThrow();
  }

  @Test
  void mailIsCountedWhereItWaits() {
    stores.inserts().enqueue(List.of(mail(), mail())).await();
    stores.inserts().enqueue(List.of(mail(terms(null, Priority.HIGH)))).await();
    stores.inserts().enqueue(List.of(mail(terms(Duration.ofHours(1), Priority.NORMAL)))).await();
    QueueDepth depth = depth();
    assertThat(depth.lanes()).extracting(QueueDepth.Lane::ready).containsExactly(1L, 2L, 0L);
    assertThat(depth.lanes().get(1).firstChunk()).isPositive().isLessThan(depth.lastChunk());
    assertThat(depth.lanes().get(2).firstChunk()).isNull();
    assertThat(depth.counts())
        .containsEntry("scheduled", 1L)
        .containsEntry("retrying", 0L)
        .containsEntry("sending", 0L);
    stores.queue().claim(1001, room(4)).await();
    assertThat(lane(0).ready()).isZero();
    assertThat(depth().counts()).containsEntry("sending", 3L);
  }

  @Test
  void whatIsDueAndNotInTheQueueIsOverdue() {
    settled(AttemptOutcome.Kind.RETRY); // at once
    assertThat(depth().counts()).containsEntry("retrying", 1L);
    later("50 s");
    assertThat(lane(1).overdueSeconds()).isBetween(49.0, 60.0);
    promote();
    assertThat(lane(1).overdueSeconds()).isZero();
    assertThat(lane(1).ready()).isEqualTo(1);
  }

  /** A lane of 100,000 mails of one sender: some are read, and their places say the rest. */
  @Test
  void aLongLaneIsMeasuredByItsPlaces() {
    asOwner(
        "insert into ready (lane, pos, mail_ids) select 2, 1000 + i * 10, array(select"
            + " gen_random_uuid() from generate_series(1, 10)) from generate_series(0, 9999) i");
    assertThat(lane(2).ready()).isBetween(99_900L, 100_000L);
    asOwner("delete from ready where pos > 1000 + 15000");
    assertThat(lane(2).ready()).isEqualTo(15_010);
  }
}

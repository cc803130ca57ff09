package dev.carillon.notifier.store.pg.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Tries;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.store.pg.QueueTables;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a mail brings along from its attempts: its date, and how often it failed in which way. */
class TriesIT extends QueueTables {
  private static final long HERE = 1001;
  private static final long ELSEWHERE = 1002;

  @Test
  void aScheduledMailIsDatedWhenItIsFirstTriedAndKeepsThatForEver() {
    NewMail mail = mail(terms(Duration.ofDays(30), Priority.NORMAL));
    Instant accepted = stores.inserts().enqueue(List.of(mail)).await().get(0).eta();
    later("31 days");
    assertThat(promote()).isEqualTo(1);
    Batch first = claim(HERE);
    Instant date = only(first).date();
    assertThat(date).isAfter(accepted); // which is its time, not that of the accept
    assertThat(settle(first, mail.id(), AttemptOutcome.Kind.RETRY)).isTrue();
    later("32 days");
    promote();
    Batch second = claim(ELSEWHERE);
    assertThat(only(second).date()).isEqualTo(date);
    later("33 days");
    assertThat(rescue(Set.of(HERE), Set.of())).isEqualTo(1); // after what nobody settled
    Batch third = claim(HERE);
    assertThat(only(third).date()).isEqualTo(date);
    settle(third, mail.id(), AttemptOutcome.Kind.DEAD);
    later("40 days");
    assertThat(stores.controls().retry(mail.id(), ADA).await()).isTrue();
    assertThat(only(claim(HERE)).date()).isEqualTo(date);
  }

  @Test
  void aMailThatWasTakenAtOnceKeepsTheDateOfThatAfterItsProcessDied() {
    NewMail mail = mail();
    Batch direct = stores.inserts().lease(List.of(mail), HERE).await().leased().get(0);
    later("60 s");
    assertThat(rescue(Set.of(ELSEWHERE), Set.of())).isEqualTo(1);
    assertThat(only(claim(ELSEWHERE)).date()).isEqualTo(only(direct).date());
  }

  /** Until then mail was dated when it was accepted: what was tried stays as it was sent. */
  @Test
  void whatAnOlderVersionTriedKeepsTheDateThatItGave() throws SQLException {
    UUID id = accept();
    settle(claim(HERE), id, AttemptOutcome.Kind.RETRY);
    asOwner("update attempt set began = null");
    later("1 h");
    promote();
    String accepted =
        query("select accepted_at = '%s' from mail".formatted(only(claim(HERE)).date()));
    assertThat(accepted).isEqualTo("t");
  }

  @Test
  void whatIsHeldBackWasNotTried() {
    UUID id = accept();
    Batch held = claim(HERE);
    settle(held, settlement(id, AttemptOutcome.Kind.HELD, Duration.ofHours(1), "quiet hours"));
    later("2 h");
    promote();
    Outgoing mail = only(claim(HERE));
    assertThat(mail.date()).isAfter(only(held).date().plusSeconds(3_600));
    assertThat(mail.tries()).isEqualTo(Tries.NONE);
  }

  @Test
  void triesAreCountedByTheWayInWhichTheyEndedSinceTheMailWasGivenUp() {
    UUID id = accept();
    Batch first = claim(HERE);
    settle(first, id, AttemptOutcome.Kind.DECLINED);
    again(id, AttemptOutcome.Kind.RESEND);
    again(id, AttemptOutcome.Kind.RETRY);
    assertThat(again(id, AttemptOutcome.Kind.DEAD).tries())
        .isEqualTo(new Tries(only(first).date(), 1, 1));
    later("10 days");
    stores.controls().retry(id, ADA).await();
    Batch afterwards = claim(HERE);
    assertThat(only(afterwards).tries()).isEqualTo(Tries.NONE);
    settle(afterwards, id, AttemptOutcome.Kind.DECLINED);
    assertThat(state(id)).isEqualTo(MailState.RETRYING);
  }

  @Test
  void thatAServerIsAwayIsNotedOnceAnHourAndNotCounted() throws SQLException {
    UUID id = accept();
    for (int minutes = 0; minutes < 150; minutes += 10) {
      later(minutes + " min");
      promote();
      Batch batch = claim(HERE);
      assertThat(batch.attempt()).isEqualTo(1);
      settle(batch, settlement(id, AttemptOutcome.Kind.AWAY, Duration.ZERO, "421 bye"));
    }
    assertThat(query("select count(*) from attempt where outcome = 'postponed'")).isEqualTo("3");
    assertThat(stores.mails().get(id).await().attempts())
        .allMatch(attempt -> "421 bye".equals(attempt.reply()));
  }

  @Test
  void aClockThatIsSetBackChangesNoDate() {
    UUID id = accept();
    later("10 min");
    Batch first = claim(HERE);
    later("0 s");
    settle(first, id, AttemptOutcome.Kind.RESEND);
    again(id, AttemptOutcome.Kind.RESEND);
    promote();
    assertThat(only(claim(HERE)).date()).isEqualTo(only(first).date());
  }

  @Test
  void whatFollowedAfterAMailWasGivenUpIsCountedOnAClockThatWasSetBack() {
    UUID id = accept();
    later("10 min");
    settle(claim(HERE), id, AttemptOutcome.Kind.DEAD);
    later("0 s");
    stores.controls().retry(id, ADA).await();
    Batch afterwards = claim(HERE);
    settle(afterwards, id, AttemptOutcome.Kind.DECLINED);
    promote();
    Tries tries = only(claim(HERE)).tries();
    assertThat(tries.declined()).isEqualTo(1);
    assertThat(tries.since()).isEqualTo(only(afterwards).takenAt());
    assertThat(stores.mails().get(id).await().attempts())
        .extracting(attempt -> attempt.outcome())
        .containsExactly("refused", "declined");
  }

  private static Outgoing again(UUID id, AttemptOutcome.Kind kind) {
    promote();
    Batch batch = claim(HERE);
    settle(batch, id, kind);
    return only(batch);
  }

  private static Outgoing only(Batch batch) {
    assertThat(batch.mails()).hasSize(1);
    return batch.mails().get(0);
  }
}

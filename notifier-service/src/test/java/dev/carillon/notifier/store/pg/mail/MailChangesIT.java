package dev.carillon.notifier.store.pg.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.notifier.domain.control.ChangeResult;
import dev.carillon.notifier.domain.control.GivenUp;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.store.pg.QueueTables;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What changes by hand guarantee: calling back, another time, another try. On a real PostgreSQL.
 */
class MailChangesIT extends QueueTables {
  @Test
  void aMailIsCalledBackFromWhereverItWaitsAndNotFromAWorker() {
    UUID ready = accept();
    UUID sibling = accept();
    NewMail scheduled = mail(terms(Duration.ofHours(1), Priority.NORMAL));
    stores.inserts().enqueue(List.of(scheduled)).await();
    for (UUID id : List.of(ready, scheduled.id())) {
      assertThat(stores.controls().cancel(id, "why").await()).isEqualTo(ChangeResult.CHANGED);
      assertThat(state(id)).isEqualTo(MailState.CANCELLED);
      assertThat(stores.controls().cancel(id, "why").await()).isEqualTo(ChangeResult.SETTLED);
    }
    Batch batch = claim(1001);
    assertThat(batch.mails()).extracting(Outgoing::id).containsExactly(sibling);
    assertThat(stores.controls().cancel(sibling, "why").await()).isEqualTo(ChangeResult.TAKEN);
    assertThat(stores.controls().cancel(ids.next(), "why").await()).isEqualTo(ChangeResult.UNKNOWN);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  /** Claims and calls race; whoever wins, a mail is never both cancelled and taken. */
  @Test
  void aMailThatIsCalledBackIsNeverTaken() {
    List<NewMail> mails = IntStream.range(0, 300).mapToObj(i -> mail()).toList();
    stores.inserts().enqueue(mails).await();
    List<Future<ChangeResult>> calls = new ArrayList<>();
    List<Future<List<Batch>>> claims = new ArrayList<>();
    for (int i = 0; i < mails.size(); i++) {
      calls.add(stores.controls().cancel(mails.get(i).id(), "why"));
      if (i % 60 == 59) {
        claims.add(stores.queue().claim(1001, room(1)));
      }
    }
    Future.join(calls).await();
    Future.join(claims).await();
    Set<UUID> taken = new HashSet<>();
    claims.forEach(c -> c.result().forEach(b -> b.mails().forEach(mail -> taken.add(mail.id()))));
    for (int i = 0; i < mails.size(); i++) {
      UUID id = mails.get(i).id();
      boolean cancelled = calls.get(i).result() == ChangeResult.CHANGED;
      assertThat(cancelled && taken.contains(id)).isFalse();
      assertThat(state(id) == MailState.CANCELLED).isEqualTo(cancelled);
    }
    assertThat(taken).isNotEmpty().hasSizeLessThan(mails.size());
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void anotherTimeIsKeptWhereverTheMailWaits() {
    UUID ready = accept();
    Instant inAnHour = Clocks.system().now().plusSeconds(3_600);
    assertThat(stores.controls().reschedule(ready, inAnHour, ADA).await())
        .isEqualTo(ChangeResult.CHANGED);
    assertThat(state(ready)).isEqualTo(MailState.SCHEDULED);
    assertThat(stores.queue().claim(1001, room(4)).await()).isEmpty();
    assertThat(stores.controls().reschedule(ready, Instant.EPOCH, ADA).await())
        .isEqualTo(ChangeResult.CHANGED);
    assertThat(promote()).isEqualTo(1);
    claim(1001);
    assertThat(stores.controls().reschedule(ready, inAnHour, ADA).await())
        .isEqualTo(ChangeResult.TAKEN);
  }

  @Test
  void whatWasGivenUpCanBeTriedAgainAndNothingElse() {
    UUID sent = settled(AttemptOutcome.Kind.SENT);
    UUID dead = settled(AttemptOutcome.Kind.DEAD);
    UUID unknown = settled(AttemptOutcome.Kind.UNKNOWN);
    assertThat(stores.controls().retry(sent, ADA).await()).isFalse();
    assertThat(stores.controls().retry(dead, ADA).await()).isTrue();
    assertThat(stores.controls().retry(dead, ADA).await()).isFalse();
    assertThat(claim(1001).attempt()).isEqualTo(2);
    assertThat(stores.controls().retryAll(MailState.DEAD, 10, ADA).await()).isZero();
    assertThat(stores.controls().retryAll(MailState.UNKNOWN, 10, ADA).await()).isEqualTo(1);
    assertThat(state(unknown)).isEqualTo(MailState.READY);
    assertThat(stores.mails().get(unknown).await().attempts().get(0).phase()).isEqualTo("dot");
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void whatWasGivenUpIsReadInPiecesAndThoseThatAreNamedAreTriedAgain() {
    List<UUID> dead = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      dead.add(settled(AttemptOutcome.Kind.DEAD));
    }
    UUID unknown = settled(AttemptOutcome.Kind.UNKNOWN);
    settled(AttemptOutcome.Kind.SENT);
    List<GivenUp> all = stores.controls().givenUp(MailState.DEAD, null, null, 10).await();
    assertThat(all).extracting(GivenUp::id).containsExactlyElementsOf(dead);
    List<GivenUp> rest = stores.controls().givenUp(MailState.DEAD, all.get(1), null, 2).await();
    assertThat(rest).extracting(GivenUp::id).containsExactlyElementsOf(dead.subList(2, 4));
    Instant end = all.get(3).at();
    assertThat(stores.controls().givenUp(MailState.DEAD, all.get(1), end, 10).await()).hasSize(2);
    List<UUID> named = List.of(dead.get(0), dead.get(3), unknown, ids.next());
    assertThat(stores.controls().retryThese(named, ADA).await()).isEqualTo(3);
    assertThat(stores.controls().retryThese(named, ADA).await()).isZero();
    assertThat(state(dead.get(3))).isEqualTo(MailState.READY);
    assertThat(state(dead.get(2))).isEqualTo(MailState.DEAD);
    assertThat(claim(1001).attempt()).isEqualTo(2);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void whatIsTriedAgainHasThePriorityThatItHad() {
    NewMail urgent = mail(terms(null, Priority.HIGH));
    stores.inserts().enqueue(List.of(urgent)).await();
    settle(claim(1001), urgent.id(), AttemptOutcome.Kind.DEAD);
    accept();
    assertThat(stores.controls().retry(urgent.id(), ADA).await()).isTrue();
    Batch first = stores.queue().claim(1001, room(1)).await().get(0);
    assertThat(first.lane()).isZero();
    assertThat(first.mails()).extracting(Outgoing::id).containsExactly(urgent.id());
    assertThat(stores.mails().get(urgent.id()).await().priority()).isEqualTo(Priority.HIGH);
  }
}

package dev.carillon.notifier.store.pg.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.notifications.EscalationState;
import dev.carillon.contract.notifications.ListNotifications;
import dev.carillon.contract.notifications.Mark;
import dev.carillon.contract.notifications.MarkAllSeen;
import dev.carillon.contract.notifications.MarkedNotification;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.contract.notifications.NotificationPage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.erasure.ErasedPerson;
import dev.carillon.notifier.domain.notification.UndecidedException;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a mark means for the mail of a notification, and what is told of it. */
class NotificationIT extends NotificationTables {
  @Test
  void whoIsInTimeGetsNoMailHoweverOftenItIsSaid() throws Exception {
    Notification one = create(Mark.ACKED);
    assertThat(state(mailOf(one))).isEqualTo(MailState.SCHEDULED);
    assertThat(mark(one, Mark.SEEN).mail()).isEqualTo(EscalationState.WAITING);
    MarkedNotification first = mark(one, Mark.ACKED);
    assertThat(first.mail()).isEqualTo(EscalationState.CANCELLED);
    assertThat(first.acked() && first.seen()).isTrue();
    assertThat(mark(one, Mark.ACKED)).isEqualTo(first);
    assertThat(mark(one, Mark.SEEN)).isEqualTo(first);
    assertThat(state(mailOf(one))).isEqualTo(MailState.CANCELLED);
    assertThat(stores.mails().get(mailOf(one)).await().reply()).isEqualTo("why");
    later("1 h");
    assertThat(promote()).isZero();
    assertThat(heard()).containsExactly("created waiting", "seen waiting", "acked cancelled");
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void toSeeItIsEnoughWhereThatWasAsked() {
    Notification one = create(Mark.SEEN);
    assertThat(mark(one, Mark.SEEN).mail()).isEqualTo(EscalationState.CANCELLED);
    assertThat(state(mailOf(one))).isEqualTo(MailState.CANCELLED);
  }

  @Test
  void whoIsTooLateIsToldSoAndHasAcknowledgedAllTheSame() {
    Notification one = create(Mark.ACKED);
    later("11 minutes");
    promote();
    settle(claim(1001), mailOf(one), AttemptOutcome.Kind.SENT);
    assertThat(decide()).isEqualTo(EscalationState.ESCALATED);
    MarkedNotification late = mark(one, Mark.ACKED);
    assertThat(late.mail()).isEqualTo(EscalationState.ESCALATED);
    assertThat(late.mailId()).isEqualTo(mailOf(one));
    assertThat(page().get(0).ackedAt()).isNotNull();
    assertThat(heard())
        .containsExactly("created waiting", "escalated escalated", "acked escalated");
  }

  @Test
  void theTimeMachineEscalatesAsTimeItselfWould() {
    Notification one = create(Mark.ACKED);
    assertThat(decide()).isEqualTo(EscalationState.WAITING);
    forward("11 minutes");
    assertThat(promote()).isEqualTo(1);
    settle(claim(1001), mailOf(one), AttemptOutcome.Kind.SENT);
    assertThat(decide()).isEqualTo(EscalationState.ESCALATED);
    assertThat(page().get(0).escalation().at()).isEqualTo(one.escalation().at());
  }

  /** It may be on the wire: nobody may be told that no mail comes. */
  @Test
  void whatAWorkerHasIsNotCancelledUnderItsHands() {
    Notification one = create(Mark.ACKED);
    later("11 minutes");
    promote();
    Batch batch = claim(1001);
    assertThatThrownBy(() -> mark(one, Mark.ACKED)).isInstanceOf(UndecidedException.class);
    assertThat(page().get(0).ackedAt()).as("nothing of it stays").isNull();
    assertThat(last(one, Mark.ACKED).mail()).isEqualTo(EscalationState.ESCALATED);
    assertThat(settle(batch, mailOf(one), AttemptOutcome.Kind.RETRY)).isTrue();
    assertThat(mark(one, Mark.ACKED).mail()).as("it is final").isEqualTo(EscalationState.ESCALATED);
    assertThat(state(mailOf(one))).isEqualTo(MailState.RETRYING);
  }

  /** Held by a pause, it waits again, whatever the deadline was. */
  @Test
  void whatWaitsAgainCanBeCancelledAgain() {
    Notification one = create(Mark.ACKED);
    later("11 minutes");
    promote();
    settle(claim(1001), settlement(mailOf(one), AttemptOutcome.Kind.HELD, AFTER, "quiet hours"));
    assertThat(decide()).isEqualTo(EscalationState.WAITING);
    assertThat(mark(one, Mark.ACKED).mail()).isEqualTo(EscalationState.CANCELLED);
  }

  @Test
  void whatWasPerhapsSentCountsAsSent() {
    Notification one = create(Mark.ACKED);
    later("11 minutes");
    promote();
    settle(claim(1001), settlement(mailOf(one), AttemptOutcome.Kind.RESEND, AFTER, "lost"));
    assertThat(mark(one, Mark.ACKED).mail()).isEqualTo(EscalationState.ESCALATED);
    assertThat(state(mailOf(one))).as("not sent again").isEqualTo(MailState.UNKNOWN);
  }

  @Test
  void aMailThatSomebodyCalledBackOrNobodyMayGetIsNoEscalation() {
    Notification back = create(Mark.ACKED);
    stores.controls().cancel(mailOf(back), "by hand").await();
    assertThat(mark(back, Mark.ACKED).mail()).isEqualTo(EscalationState.CANCELLED);
    Notification unwanted = create(Mark.ACKED);
    later("11 minutes");
    promote();
    settle(claim(1001), mailOf(unwanted), AttemptOutcome.Kind.SUPPRESSED);
    assertThat(decide()).isEqualTo(EscalationState.FAILED);
    assertThat(heard()).endsWith("mail failed");
  }

  /** The mark, the mail and the message are one transaction. */
  @Test
  void whereTheMessageCannotBeStoredNothingHasHappened() {
    Notification one = create(Mark.ACKED);
    asOwner("alter table topic_message add constraint few check (seq < 2)");
    try {
      assertThatThrownBy(() -> mark(one, Mark.ACKED)).isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> create(Mark.ACKED)).isInstanceOf(RuntimeException.class);
    } finally {
      asOwner("alter table topic_message drop constraint few");
    }
    assertThat(state(mailOf(one))).isEqualTo(MailState.SCHEDULED);
    assertThat(page()).containsExactly(one);
    assertThat(mark(one, Mark.ACKED).mail()).isEqualTo(EscalationState.CANCELLED);
    assertThat(heard()).containsExactly("created waiting", "acked cancelled");
  }

  @Test
  void twoDevicesAtOnceGetTheSameAnswerAndOneMessageTellsOfIt() {
    for (int round = 0; round < 5; round++) {
      Notification one = create(Mark.ACKED);
      List<MarkedNotification> answers =
          Future.all(
                  Stream.generate(() -> store.mark(named(one), Mark.ACKED, "why", false))
                      .limit(4)
                      .toList())
              .await()
              .<dev.carillon.notifier.domain.notification.Changed<MarkedNotification>>list()
              .stream()
              .map(changed -> changed.answer())
              .toList();
      assertThat(answers).allMatch(answer -> answer.equals(answers.get(0)));
      assertThat(answers.get(0).mail()).isEqualTo(EscalationState.CANCELLED);
    }
    assertThat(heard().stream().filter("acked cancelled"::equals)).hasSize(5);
  }

  @Test
  void whoeverIsFirstOfAckAndRemoveDecidesAndTheOtherFindsThat() {
    for (int round = 0; round < 5; round++) {
      Notification one = create(Mark.ACKED);
      var acked = store.mark(named(one), Mark.ACKED, "acked", false);
      var removed = store.remove(named(one), "removed", false);
      assertThat(removed.await().answer().mail()).isEqualTo(EscalationState.CANCELLED);
      try {
        assertThat(acked.await().answer().mail()).isEqualTo(EscalationState.CANCELLED);
      } catch (Failure gone) {
        assertThat(gone.code()).isEqualTo(FailureCode.NOT_FOUND);
      }
      assertThat(state(mailOf(one))).isEqualTo(MailState.CANCELLED);
    }
    assertThat(page()).isEmpty();
  }

  @Test
  void allUpToOneAreSeenInOneGo() {
    Notification first = create();
    Notification waits = create(Mark.SEEN);
    Notification other = create(Mark.ACKED);
    Notification later = create();
    MarkAllSeen upTo = new MarkAllSeen(user, other.id());
    assertThat(store.markSeen(upTo, 10, "why", false).await().answer()).isEqualTo(3);
    assertThat(store.markSeen(upTo, 10, "why", false).await().answer()).isZero();
    assertThat(state(mailOf(waits))).isEqualTo(MailState.CANCELLED);
    assertThat(state(mailOf(other))).isEqualTo(MailState.SCHEDULED);
    NotificationPage unread =
        store.list(new ListNotifications(user, true, false, new PageRequest(9, null))).await();
    assertThat(unread.items()).extracting(Notification::id).containsExactly(later.id());
    assertThat(unread.unread()).isEqualTo(1);
    assertThat(unread.unacked()).isEqualTo(4);
    assertThat(page()).extracting(Notification::id).endsWith(first.id());
    assertThat(heard()).endsWith("seen", "seen cancelled");
  }

  @Test
  void aUserHasSoManyAndWhatWaitsForItsMailStays() {
    Notification waits = create(Mark.ACKED);
    for (int i = 0; i < MOST + 2; i++) {
      create();
    }
    assertThat(page()).hasSize(MOST + 1);
    assertThat(page().get(MOST)).isEqualTo(waits);
    for (int i = 1; i < MOST; i++) {
      create(Mark.ACKED);
    }
    assertThatThrownBy(() -> create(Mark.ACKED))
        .isInstanceOfSatisfying(
            Failure.class, f -> assertThat(f.code()).isEqualTo(FailureCode.RATE_LIMITED));
    create();
  }

  @Test
  void pagesGoOnWhereTheLastOneEnded() {
    for (int i = 0; i < 5; i++) {
      create();
    }
    NotificationPage first = list(2, null);
    NotificationPage second = list(2, first.next());
    NotificationPage third = list(2, second.next());
    assertThat(third.next()).isNull();
    assertThat(Stream.of(first, second, third).flatMap(page -> page.items().stream()).toList())
        .isEqualTo(page());
    assertThatThrownBy(() -> list(2, "nonsense")).isInstanceOf(Failure.class);
  }

  private NotificationPage list(int limit, String cursor) {
    return store
        .list(new ListNotifications(user, false, false, new PageRequest(limit, cursor)))
        .await();
  }

  @Test
  void whatIsOldGoesButNotWhileItsMailWaits() {
    create();
    Notification waits = create(Mark.ACKED);
    later("91 days");
    assertThat(store.forget(Duration.ofDays(90), 10).await()).isEqualTo(1);
    assertThat(page()).containsExactly(waits);
    mark(waits, Mark.ACKED);
    assertThat(store.forget(Duration.ofDays(90), 10).await()).isEqualTo(1);
  }

  /** Its mail goes to somebody else, and is about the user all the same. */
  @Test
  void ofWhoIsErasedNothingStaysAndNoMailGoes() throws Exception {
    Notification one = create(Mark.ACKED);
    create();
    ErasedPerson person = new ErasedPerson(ids.next(), user, List.of(), Clocks.system().now());
    stores.erasures().begin(person).await();
    assertThat(stores.erasures().cancelPending(person).await()).isZero();
    stores.erasures().erase(person).await();
    assertThat(page()).isEmpty();
    assertThat(heard()).isEmpty();
    assertThat(state(mailOf(one))).isEqualTo(MailState.CANCELLED);
    assertThat(query("select n from erasure_count where kind = 'notifications'")).isEqualTo("2");
  }

  /** What is known of the mail is its record; nobody has decided about the notification since. */
  @Test
  void ofWhoIsErasedNothingStaysWhereItsMailWasSentLongAgo() throws Exception {
    Notification one = create(Mark.ACKED);
    asOwner(
        """
        delete from deferred;
        insert into mail_record (id, message_id, accepted_at, lane, critical, state, attempt, settled_at)
        select id, message_id, accepted_at, lane, critical, 's', 1, clock_now() from mail;
        delete from mail
        """);
    ErasedPerson person = new ErasedPerson(ids.next(), user, List.of(), Clocks.system().now());
    stores.erasures().begin(person).await();
    stores.erasures().cancelPending(person).await();
    stores.erasures().erase(person).await();
    assertThat(query("select count(*) from notification where id = '" + one.id() + "'"))
        .isEqualTo("0");
  }

  @Test
  void anothersNotificationIsNotThere() {
    Notification one = create();
    assertThatThrownBy(
            () ->
                store
                    .mark(
                        new dev.carillon.contract.notifications.NotificationName(
                            java.util.UUID.randomUUID(), one.id()),
                        Mark.ACKED,
                        "why",
                        false)
                    .await())
        .isInstanceOfSatisfying(
            Failure.class, f -> assertThat(f.code()).isEqualTo(FailureCode.NOT_FOUND));
  }
}

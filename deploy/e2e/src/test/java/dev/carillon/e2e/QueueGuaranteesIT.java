package dev.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.contract.suppressions.Pause;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.e2e.harness.Await;
import dev.carillon.json.Doc;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.mail.ChangeResult;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.StoredMails;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.WorkerSession;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the queue's tables and statements guarantee by themselves, on a real PostgreSQL. */
class QueueGuaranteesIT extends QueueTables {
  private static final long NOBODY = 0;

  @Test
  void onlyTheHolderOfTheLeaseSettles() {
    UUID id = accept();
    Batch batch = claim(1001);
    Batch forged = new Batch(batch.leaseId() + 1, 1001, 1, 1, batch.mails());
    assertThat(settle(forged, id, AttemptOutcome.Kind.SENT)).isFalse();
    assertThat(state(id)).isEqualTo(MailState.SENDING);
    assertThat(settle(batch, id, AttemptOutcome.Kind.SENT)).isTrue();
    assertThat(settle(batch, id, AttemptOutcome.Kind.DEAD)).isFalse(); // the lease is given back
    assertThat(state(id)).isEqualTo(MailState.SENT);
  }

  @Test
  void aZombieWhoseMailWasRescuedChangesNothing() {
    UUID id = accept();
    Batch zombie = claim(1001);
    later("60 s");
    assertThat(rescue(Set.of(1002L), Set.of())).isEqualTo(1);
    Batch rescuer = claim(1002);
    assertThat(rescuer.attempt()).isEqualTo(2);
    assertThat(settle(zombie, id, AttemptOutcome.Kind.DEAD)).isFalse();
    assertThat(settle(rescuer, id, AttemptOutcome.Kind.SENT)).isTrue();
    assertThat(state(id)).isEqualTo(MailState.SENT);
  }

  @Test
  void aClaimWhoseAnswerWasLostRunsOutAndIsRescuedByItsOwnProcess() {
    accept();
    Batch lost = claim(1001);
    stores.queue().heartbeat(Set.of(), null).await(); // the process does not know of it
    assertThat(rescue(Set.of(lost.worker()), Set.of())).isZero(); // not before it has expired
    later("60 s");
    assertThat(rescue(Set.of(lost.worker()), Set.of())).isEqualTo(1);
  }

  @Test
  void whatIsBeingWorkedOnIsNotRescuedWhileItsHeartBeats() {
    accept();
    Batch batch = claim(1001);
    for (int i = 0; i < 5; i++) {
      later((60 + i * 8) + " s");
      stores.queue().heartbeat(Set.of(batch.leaseId()), null).await();
      later((60 + i * 8 + 7) + " s");
      assertThat(rescue(Set.of(NOBODY), Set.of(batch.leaseId()))).isZero();
    }
  }

  @Test
  void aFreeSessionLockIsEnoughUnlessTheServerHasRestartedSince() {
    accept();
    claim(1001); // nobody holds a lock under 1001
    asOwner("update lease set server_start = server_start - interval '1 s'");
    assertThat(rescue(Set.of(1002L), Set.of())).isZero();
    asOwner("update lease set server_start = pg_postmaster_start_time()");
    assertThat(rescue(Set.of(1002L), Set.of())).isEqualTo(1);
  }

  /** After a restart of the server, or of the session, the lease goes over to the new session. */
  @Test
  void aLeaseFollowsItsHolderToANewSession() {
    accept();
    Batch batch = claim(1001); // nobody holds a lock under 1001
    asOwner("update lease set server_start = server_start - interval '1 s'");
    WorkerSession session = stores.workerSession();
    long worker = session.worker().await();
    stores.queue().heartbeat(Set.of(batch.leaseId()), worker + 1).await(); // not held: not taken
    asOwner("update lease set server_start = pg_postmaster_start_time() where worker <> 1001");
    stores.queue().heartbeat(Set.of(batch.leaseId()), worker).await();
    assertThat(rescue(Set.of(NOBODY), Set.of())).isZero();
    session.close().await();
    Await.until(
        Duration.ofSeconds(10), () -> "a rescue", () -> rescue(Set.of(NOBODY), Set.of()) == 1);
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
  void whatIsSettledLeavesTheLeaseSoThatAMailIsInOnePlaceOnly() {
    NewMail again = mail();
    NewMail slow = mail();
    stores.mails().accept(List.of(again, slow), null).await();
    Batch batch = claim(1001);
    AttemptOutcome retry = settlement(again.id(), AttemptOutcome.Kind.RETRY, Duration.ZERO, "451");
    for (int i = 0; i < 2; i++) { // the second time as after a lost answer
      assertThat(settle(batch, retry)).isTrue();
    }
    assertThat(promote()).isEqualTo(1);
    assertThat(settle(batch, retry)).isTrue();
    assertThat(promote()).isZero(); // it is not in the lease any more
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
    later("60 s");
    assertThat(rescue(Set.of(1002L), Set.of())).isEqualTo(1); // the slow one alone
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void aMailIsCalledBackFromWhereverItWaitsAndNotFromAWorker() {
    UUID ready = accept();
    UUID sibling = accept();
    NewMail scheduled = mail(terms(Duration.ofHours(1), Priority.NORMAL));
    stores.mails().accept(List.of(scheduled), null).await();
    for (UUID id : List.of(ready, scheduled.id())) {
      assertThat(stores.mails().cancel(id, "why").await()).isEqualTo(ChangeResult.CHANGED);
      assertThat(state(id)).isEqualTo(MailState.CANCELLED);
      assertThat(stores.mails().cancel(id, "why").await()).isEqualTo(ChangeResult.SETTLED);
    }
    Batch batch = claim(1001);
    assertThat(batch.mails()).extracting(Outgoing::id).containsExactly(sibling);
    assertThat(stores.mails().cancel(sibling, "why").await()).isEqualTo(ChangeResult.TAKEN);
    assertThat(stores.mails().cancel(ids.next(), "why").await()).isEqualTo(ChangeResult.UNKNOWN);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  /** Claims and calls race; whoever wins, a mail is never both cancelled and taken. */
  @Test
  void aMailThatIsCalledBackIsNeverTaken() {
    List<NewMail> mails = IntStream.range(0, 300).mapToObj(i -> mail()).toList();
    stores.mails().accept(mails, null).await();
    List<Future<ChangeResult>> calls = new ArrayList<>();
    List<Future<List<Batch>>> claims = new ArrayList<>();
    for (int i = 0; i < mails.size(); i++) {
      calls.add(stores.mails().cancel(mails.get(i).id(), "why"));
      if (i % 60 == 59) {
        claims.add(stores.queue().claim(1001, 1));
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
    assertThat(stores.mails().reschedule(ready, inAnHour).await()).isEqualTo(ChangeResult.CHANGED);
    assertThat(state(ready)).isEqualTo(MailState.SCHEDULED);
    assertThat(stores.queue().claim(1001, 4).await()).isEmpty();
    assertThat(stores.mails().reschedule(ready, Instant.EPOCH).await())
        .isEqualTo(ChangeResult.CHANGED);
    assertThat(promote()).isEqualTo(1);
    claim(1001);
    assertThat(stores.mails().reschedule(ready, inAnHour).await()).isEqualTo(ChangeResult.TAKEN);
  }

  @Test
  void whatWasGivenUpCanBeTriedAgainAndNothingElse() {
    UUID sent = settled(AttemptOutcome.Kind.SENT);
    UUID dead = settled(AttemptOutcome.Kind.DEAD);
    UUID unknown = settled(AttemptOutcome.Kind.UNKNOWN);
    assertThat(stores.mails().retry(sent).await()).isFalse();
    assertThat(stores.mails().retry(dead).await()).isTrue();
    assertThat(stores.mails().retry(dead).await()).isFalse();
    assertThat(claim(1001).attempt()).isEqualTo(2);
    assertThat(stores.mails().retryAll(MailState.DEAD, 10).await()).isZero();
    assertThat(stores.mails().retryAll(MailState.UNKNOWN, 10).await()).isEqualTo(1);
    assertThat(state(unknown)).isEqualTo(MailState.READY);
    assertThat(stores.mails().get(unknown).await().attempts().get(0).phase()).isEqualTo("dot");
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void whatIsTriedAgainHasThePriorityThatItHad() {
    NewMail urgent = mail(terms(null, Priority.HIGH));
    stores.mails().accept(List.of(urgent), null).await();
    settle(claim(1001), urgent.id(), AttemptOutcome.Kind.DEAD);
    accept();
    assertThat(stores.mails().retry(urgent.id()).await()).isTrue();
    Batch first = stores.queue().claim(1001, 1).await().get(0);
    assertThat(first.lane()).isZero();
    assertThat(first.mails()).extracting(Outgoing::id).containsExactly(urgent.id());
    assertThat(stores.mails().get(urgent.id()).await().priority()).isEqualTo(Priority.HIGH);
  }

  @Test
  void whatWasGivenUpForSomeoneWhoWasErasedIsNotTriedAgain() {
    UUID dead = settled(AttemptOutcome.Kind.DEAD);
    UUID unknown = settled(AttemptOutcome.Kind.UNKNOWN);
    assertThat(stores.mails().cancelPending(userEvent(), List.of("a@b.c"), null).await()).isZero();
    assertThat(stores.mails().retry(dead).await()).isFalse();
    assertThat(stores.mails().retryAll(MailState.UNKNOWN, 10).await()).isZero();
    assertThat(state(dead)).isEqualTo(MailState.DEAD);
    assertThat(state(unknown)).isEqualTo(MailState.UNKNOWN);
    UUID theirs = settled(AttemptOutcome.Kind.DEAD); // the address may have another owner now
    assertThat(stores.mails().retry(theirs).await()).isTrue();
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  /** The worker saw the pause; when it stores that, the pause has ended. */
  @Test
  void aMailIsNotHeldForAPauseThatHasEnded() {
    UUID id = accept();
    Batch batch = claim(1001);
    stores.suppressions().pause(new Pause("t")).await();
    stores.suppressions().resume(new Pause("t")).await();
    hold(batch, id);
    assertThat(promote()).isEqualTo(1);
    stores.suppressions().pause(new Pause("t")).await();
    hold(claim(1001), id);
    assertThat(state(id)).isEqualTo(MailState.HELD);
    assertThat(promote()).isZero();
    Instant inAnHour = Clocks.system().now().plusSeconds(3_600);
    assertThat(stores.mails().reschedule(id, inAnHour).await()).isEqualTo(ChangeResult.CHANGED);
    stores.suppressions().resume(new Pause("t")).await();
    assertThat(promote()).isZero(); // it has a time of its own now
  }

  private static void hold(Batch batch, UUID id) {
    AttemptOutcome held =
        new AttemptOutcome(
            id, AttemptOutcome.Kind.HELD, Duration.ofDays(3_650), Phase.CONNECT, "paused: t");
    assertThat(settle(batch, held)).isTrue();
  }

  @Test
  void whatWasPerhapsSentIsNotSentAgainWhereThatIsWanted() {
    UUID id = accept();
    claim(1001);
    assertThat(stores.queue().rescue(Set.of(1002L), Set.of(), true).await()).hasSize(1);
    assertThat(state(id)).isEqualTo(MailState.UNKNOWN);
    assertThat(stores.queue().claim(1002, 4).await()).isEmpty();
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void whatWaitsExpiresWhenItsTimeHasCome() {
    Instant soon = Clocks.system().now().plusSeconds(60);
    MailSchedule terms =
        new MailSchedule(null, Duration.ofHours(1), false, soon, Priority.NORMAL, null, null);
    stores.mails().accept(List.of(mail(terms)), null).await();
    later("61 s");
    assertThat(promote()).isEqualTo(1);
    assertThat(claim(1001).mails().get(0).decision()).isEqualTo(SendDecision.EXPIRED);
  }

  @Test
  void commitsThatHaveTheSameKeysInAnotherOrderDoNotFail() {
    List<Future<StoredMails>> accepts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      List<NewMail> mails = new ArrayList<>();
      for (int k = 0; k < 300; k++) {
        String key = "k" + (i % 2 == 0 ? k : 299 - k);
        mails.add(mail(new MailSchedule(null, null, false, null, Priority.NORMAL, key, null)));
      }
      accepts.add(stores.mails().accept(mails, null));
    }
    Future.join(accepts).await();
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(300);
  }

  @Test
  void whatIsStoredForAWorkerIsInItsHandsAndNowhereElse() {
    NewMail now = mail();
    NewMail urgent = mail(terms(null, Priority.HIGH));
    NewMail slow = mail(terms(null, Priority.LOW));
    NewMail unwanted = mail("no@b.c", MailTags.NONE, MailSchedule.NOW);
    stores.suppressions().add(new Suppress("no@b.c", null, null)).await();
    List<Batch> leased =
        stores.mails().accept(List.of(slow, now, urgent, unwanted), 1001L).await().leased();
    assertThat(leased).extracting(Batch::lane).containsExactly(0, 1, 2);
    Map<UUID, SendDecision> taken = new HashMap<>();
    leased.forEach(b -> b.mails().forEach(m -> taken.put(m.id(), m.decision())));
    assertThat(taken)
        .containsOnly(
            Map.entry(now.id(), SendDecision.SEND),
            Map.entry(urgent.id(), SendDecision.SEND),
            Map.entry(slow.id(), SendDecision.SEND),
            Map.entry(unwanted.id(), SendDecision.SUPPRESSED));
    assertThat(stores.queue().claim(1001, 4).await()).isEmpty();
    assertThat(state(now.id())).isEqualTo(MailState.SENDING);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
    List<LeaseOutcome> results = new ArrayList<>(); // of all batches in one statement
    for (Batch batch : leased) {
      for (Outgoing mail : batch.mails()) {
        results.add(
            new LeaseOutcome(
                batch, settlement(mail.id(), AttemptOutcome.Kind.SENT, Duration.ZERO, "said")));
      }
    }
    assertThat(stores.queue().settle(results).await()).hasSize(3);
    assertThat(stores.queue().settle(results).await()).isEmpty(); // nothing is left of it
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  /** Both ways to store a mail keep all of it. */
  @Test
  void whatIsStoredForAWorkerIsStoredAsEverythingElse() throws SQLException {
    Instant tomorrow = Clocks.system().now().plusSeconds(86_400);
    MailTags label = new MailTags("t", "news", true, "Europe/Paris", true);
    for (Long worker : Arrays.asList(1001L, null)) {
      MailSchedule terms = new MailSchedule(null, null, false, tomorrow, Priority.LOW, null, null);
      NewMail mail =
          new NewMail(
              ids.next(),
              "full@b.c",
              "Name",
              new UUID(1, 2),
              "Subject",
              Content.text("all of it"),
              "<m@test>",
              label,
              terms,
              null);
      stores.mails().accept(List.of(mail), worker).await();
    }
    assertThat(
            query(
                "select count(*) from (select distinct recipient, recipient_name, user_id, subject,"
                    + " body, message_id, expires_at, lane, template, topic, critical, zone,"
                    + " hold_unknown from mail where recipient_name = 'Name' and lane = 2"
                    + " and zone = 'Europe/Paris' and hold_unknown and critical) x"))
        .isEqualTo("1");
    assertThat(query("select count(*) from mail")).isEqualTo("2");
  }

  @Test
  void whatIsStoredForAWorkerIsJudged() {
    stores.suppressions().add(new Suppress("a@b.c", "news", null)).await();
    stores.suppressions().pause(new Pause("paused")).await();
    MailSchedule over =
        new MailSchedule(null, null, false, Instant.EPOCH, Priority.NORMAL, null, null);
    Map<MailTags, SendDecision> expected =
        Map.of(
            new MailTags(null, "news", false, null, false), SendDecision.SUPPRESSED,
            new MailTags(null, "news", true, null, false), SendDecision.SEND,
            new MailTags("paused", null, false, null, false), SendDecision.PAUSED);
    List<NewMail> mails = new ArrayList<>();
    expected.keySet().forEach(label -> mails.add(mail("a@b.c", label, MailSchedule.NOW)));
    mails.add(mail(over));
    Batch taken = stores.mails().accept(mails, 1001L).await().leased().get(0);
    for (Outgoing mail : taken.mails()) {
      assertThat(mail.decision())
          .isEqualTo(
              mail.id().equals(mails.get(3).id())
                  ? SendDecision.EXPIRED
                  : expected.get(mail.tags()));
    }
  }

  @Test
  void whatHasAnOutcomeAlreadyKeepsItAndDoesNotKeepTheOthers() throws SQLException {
    List<NewMail> mails = List.of(mail(), mail(), mail());
    Batch batch = stores.mails().accept(mails, 1001L).await().leased().get(0);
    asOwner(
        "insert into outcome (mail_id, state, attempt, at) values ('"
            + mails.get(1).id()
            + "', 'c', 1, clock_now())");
    List<LeaseOutcome> results =
        mails.stream()
            .map(m -> settlement(m.id(), AttemptOutcome.Kind.SENT, Duration.ZERO, "said"))
            .map(s -> new LeaseOutcome(batch, s))
            .toList();
    assertThat(stores.queue().settle(results).await()).containsExactly(batch.leaseId());
    assertThat(mails)
        .extracting(m -> state(m.id()))
        .containsExactly(MailState.SENT, MailState.CANCELLED, MailState.SENT);
    assertThat(query("select count(*) from lease")).isEqualTo("0");
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void resultsOfSeveralLeasesAndKindsAreStoredTogether() {
    List<LeaseOutcome> results = new ArrayList<>();
    List<NewMail> mails = List.of(mail(), mail(terms(null, Priority.HIGH)));
    List<Batch> leased = stores.mails().accept(mails, 1001L).await().leased();
    for (Batch batch : leased) {
      AttemptOutcome.Kind kind =
          batch.lane() == 0 ? AttemptOutcome.Kind.SENT : AttemptOutcome.Kind.RETRY;
      results.add(
          new LeaseOutcome(
              batch, settlement(batch.mails().get(0).id(), kind, Duration.ofMinutes(1), "said")));
    }
    assertThat(stores.queue().settle(results).await()).hasSize(2);
    assertThat(mails)
        .extracting(m -> state(m.id()))
        .containsExactly(MailState.RETRYING, MailState.SENT);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void whatIsNotToGoAtOnceIsNotStoredForAWorker() {
    NewMail later = mail(terms(Duration.ofHours(1), Priority.NORMAL));
    NewMail now = mail();
    assertThat(stores.mails().accept(List.of(now, later), 1001L).await().leased()).isEmpty();
    assertThat(state(later.id())).isEqualTo(MailState.SCHEDULED);
    assertThat(claim(1001).mails()).extracting(Outgoing::id).containsExactly(now.id());
  }

  @Test
  void whileEverythingIsPausedNothingIsStoredForAWorker() {
    stores.suppressions().pause(new Pause(null)).await();
    assertThat(stores.mails().accept(List.of(mail()), 1001L).await().leased()).isEmpty();
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(1);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
    stores.suppressions().resume(new Pause(null)).await();
    claim(1001);
  }

  @Test
  void whatIsMoreUrgentIsTakenFirst() {
    List<UUID> accepted = new ArrayList<>();
    for (Priority priority : List.of(Priority.LOW, Priority.NORMAL, Priority.HIGH)) {
      NewMail mail = mail(terms(null, priority));
      stores.mails().accept(List.of(mail), null).await();
      accepted.add(mail.id());
    }
    List<UUID> taken = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      taken.add(stores.queue().claim(1001, 1).await().get(0).mails().get(0).id());
    }
    Collections.reverse(taken);
    assertThat(taken).isEqualTo(accepted);
  }

  @Test
  void aKeyIsTakenOnceHoweverManyComeTogether() {
    List<Future<StoredMails>> accepts = new ArrayList<>();
    MailSchedule terms =
        new MailSchedule(null, null, false, null, Priority.NORMAL, "order-1", null);
    for (int i = 0; i < 16; i++) {
      accepts.add(stores.mails().accept(List.of(mail(terms), mail(terms), mail()), null));
    }
    Future.join(accepts).await();
    List<Accepted> keyed =
        accepts.stream().flatMap(a -> a.result().accepted().subList(0, 2).stream()).toList();
    assertThat(keyed).extracting(Accepted::id).containsOnly(keyed.get(0).id());
    assertThat(keyed.stream().filter(a -> !a.duplicate())).hasSize(1);
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(17);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void ofMailsUnderOneKeyOnlyTheLastIsLeft() {
    MailSchedule terms =
        new MailSchedule(
            null,
            Duration.ofSeconds(60),
            false,
            null,
            Priority.NORMAL,
            null,
            Window.debounce("draft", Duration.ofSeconds(60)));
    List<Future<Accepted>> accepts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      accepts.add(stores.mails().acceptInWindow(mail(terms)));
    }
    Future.join(accepts).await();
    assertThat(stores.mails().ledger().await().states())
        .isEqualTo(Map.of("scheduled", 1L, "merged", 7L));
    later("30 s");
    Accepted last = stores.mails().acceptInWindow(mail(terms)).await();
    later("61 s");
    assertThat(promote()).isZero(); // the window slides
    later("91 s");
    assertThat(promote()).isEqualTo(1);
    assertThat(claim(1001).mails()).extracting(Outgoing::id).containsExactly(last.id());
    Accepted next = stores.mails().acceptInWindow(mail(terms)).await();
    assertThat(state(next.id())).isEqualTo(MailState.SCHEDULED); // a window of its own
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void aWindowEndsAfterTenDelaysHoweverOftenItIsMoved() {
    MailSchedule terms =
        new MailSchedule(
            null,
            Duration.ofSeconds(60),
            false,
            null,
            Priority.NORMAL,
            null,
            Window.debounce("draft", Duration.ofSeconds(60)));
    for (int i = 0; i < 12; i++) {
      later(i * 50 + " s");
      stores.mails().acceptInWindow(mail(terms)).await();
    }
    later("601 s");
    assertThat(promote()).isEqualTo(1);
  }

  @Test
  void anEventHasItsEffectOnceHoweverOftenAndHoweverConcurrentlyItComes() {
    DomainEvent<?> event = userEvent();
    List<Future<Boolean>> copies = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      copies.add(stores.mails().acceptOnce(event, mail()));
    }
    Future.join(copies).await();
    assertThat(copies.stream().filter(Future::result)).hasSize(1);
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(1);
  }

  @Test
  void aTickFiresOnceHoweverManyNodesRace() {
    asOwner("update broadcast set next_at = clock_now() - interval '1 ms'");
    List<Future<Integer>> racers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      racers.add(stores.broadcasts().fireDue());
    }
    Future.join(racers).await();
    assertThat(racers.stream().mapToInt(Future::result).sum()).isEqualTo(1);
  }

  @Test
  void theLedgerMissesAMailThatWasDeletedByHand() {
    UUID id = accept();
    accept();
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
    asOwner("delete from mail where id = '" + id + "'");
    assertThat(stores.mails().ledger().await().balanced()).isFalse();
    assertThat(stores.mails().ledger().await().lost()).isEqualTo(1);
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

  private static DomainEvent<?> userEvent() {
    return new DomainEvent<>(
        DomainEvent.SPEC_VERSION,
        ids.next(),
        "users",
        "users.changed.v1",
        "u",
        Clocks.system().now(),
        Doc.object());
  }
}

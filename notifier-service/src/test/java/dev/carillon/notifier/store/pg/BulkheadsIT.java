package dev.carillon.notifier.store.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.notifier.domain.accept.Accept;
import dev.carillon.notifier.domain.accept.MailAcceptance;
import dev.carillon.notifier.domain.accept.MailFactory;
import dev.carillon.notifier.domain.control.ChangeResult;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.DirectLease;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.suppression.UnsubscribeLinks;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.store.bulkhead.Bulkhead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is full refuses its like at once, and nobody else. */
class BulkheadsIT extends QueueTables {
  private static final int INSIDE = 2;
  private static final int WAITING = 3;
  private static final int ASKED = 20;

  private NotifierStores narrow;
  private Database other;

  @BeforeEach
  void open() {
    narrow =
        openStores(
            new Bulkhead.Capacity(INSIDE, WAITING, Duration.ofSeconds(2), Duration.ofSeconds(8)));
    other = database();
  }

  @AfterEach
  void close() {
    other.close();
    narrow.close().await();
  }

  @Test
  void whileAcceptsAreFullTheNextIsRefusedAtOnceAndTheWorkerGoesOn() throws Exception {
    UUID sent = accept();
    UUID waiting = accept();
    other.change("begin");
    other.change("lock table notifier.dedup in exclusive mode"); // every accept waits for it
    List<Future<List<Accepted>>> accepts = new ArrayList<>();
    for (int i = 0; i < ASKED; i++) {
      accepts.add(narrow.inserts().enqueue(List.of(mail())));
    }
    List<Future<List<Accepted>>> refused = accepts.subList(INSIDE + WAITING, ASKED);
    for (Future<List<Accepted>> one : refused) {
      assertThat(one.isComplete()).isTrue();
      assertThat(one.cause())
          .isInstanceOf(Failure.class)
          .hasMessageContaining("Too many wait for mail accepts");
      assertThat(((Failure) one.cause()).code()).isEqualTo(FailureCode.UNAVAILABLE);
    }
    assertThat(narrow.controls().cancel(waiting, "why").await()).isEqualTo(ChangeResult.CHANGED);
    Batch batch = narrow.queue().claim(1001, room(4)).await().get(0);
    assertThat(narrow.queue().heartbeat(Set.of(batch.leaseId()), null).await()).hasSize(1);
    settle(batch, sent, AttemptOutcome.Kind.SENT);
    assertThat(narrow.mails().get(sent).await().state()).isEqualTo(MailState.SENT);
    other.change("rollback");
    Future.join(accepts).otherwiseEmpty().await(20, TimeUnit.SECONDS);
    assertThat(narrow.inserts().enqueue(List.of(mail())).await()).hasSize(1);
  }

  /** Its row is held as one who has died without notice holds it; who wants it waits elsewhere. */
  @Test
  void aWindowThatManyWantKeepsNobodyElseWaiting() throws Exception {
    gather().await();
    other.change("begin");
    other.change("update notifier.merge_window set mails = mails");
    List<Future<Accepted>> hot = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      hot.add(gather());
    }
    Accept.Alone alone = new Accept.Queued(mail(), null);
    assertThat(narrow.accepts().acceptAlone(alone).await(30, TimeUnit.SECONDS)).isNotNull();
    assertThat(narrow.inserts().enqueue(List.of(mail())).await(30, TimeUnit.SECONDS)).hasSize(1);
    assertThat(hot).noneMatch(Future::isComplete);
    other.change("rollback");
    Future.join(hot).await(20, TimeUnit.SECONDS);
    assertThat(narrow.mails().ledger().await().states())
        .containsEntry("merged", (long) WAITING)
        .containsEntry("scheduled", 1L)
        .containsEntry("ready", 2L);
  }

  private Future<Accepted> gather() {
    MailSchedule schedule =
        new MailSchedule(
            null,
            Duration.ofMinutes(1),
            false,
            null,
            Priority.NORMAL,
            null,
            Window.debounce("hot", Duration.ofMinutes(1)));
    return narrow
        .accepts()
        .acceptAlone((Accept.Alone) MailAcceptance.decide(mail(schedule), null))
        .map(AcceptedMail::accepted);
  }

  /** It is read, not written again: whoever repeats it does not wait behind those who write. */
  @Test
  void whileAcceptsAreHeldARefusalThatIsKeptIsAnsweredAgainAtOnce() throws Exception {
    Vertx vertx = Vertx.vertx();
    NotifierStores patient =
        openStores(
            new Bulkhead.Capacity(INSIDE, WAITING, Duration.ofMinutes(1), Duration.ofSeconds(8)));
    MailAcceptance acceptance = acceptance(vertx, patient);
    Failure first = refusal(acceptance);
    assertThat(first.code()).isEqualTo(FailureCode.INVALID);
    assertThat(first.replayed()).isFalse();
    other.change("begin");
    other.change("lock table notifier.dedup in exclusive mode");
    List<Future<List<Accepted>>> accepts = new ArrayList<>();
    for (int i = 0; i < INSIDE; i++) {
      accepts.add(patient.inserts().enqueue(List.of(mail())));
    }
    Failure again = refusal(acceptance);
    assertThat(accepts).as("what is written waits for these").noneMatch(Future::isComplete);
    assertThat(again.code()).isEqualTo(FailureCode.INVALID);
    assertThat(again.replayed()).isTrue();
    other.change("rollback");
    Future.join(accepts).otherwiseEmpty().await(20, TimeUnit.SECONDS);
    patient.close().await();
    vertx.close().await();
  }

  private static Failure refusal(MailAcceptance acceptance) {
    AcceptMail toNobody =
        AcceptMail.of(new Recipient(new UUID(0, 1), null, null), "S", "text", null);
    IdempotencyKey key = new IdempotencyKey("ada", "mail.accept.v1", "one", toNobody);
    return (Failure)
        acceptance
            .accept(toNobody, key, id -> Future.succeededFuture(null))
            .transform(r -> Future.succeededFuture(r.cause()))
            .await();
  }

  private static MailAcceptance acceptance(Vertx vertx, NotifierStores from) {
    return new MailAcceptance(
        from.inserts(),
        from.accepts(),
        from.templates(),
        new MailFactory(ids, "test", Set.of(), new UnsubscribeLinks(new byte[] {1}, null)),
        new GroupCommit.Factory(vertx.getOrCreateContext()),
        new NoLease(),
        changes -> {});
  }

  /** What goes at once goes into the queue too. */
  private static final class NoLease implements DirectLease {
    @Override
    public Future<Room> reserve(int mails) {
      return Future.succeededFuture();
    }

    @Override
    public void take(Room reserved, List<Batch> batches) {}

    @Override
    public void wake() {}
  }
}

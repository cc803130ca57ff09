package dev.carillon.notifier.store.pg.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.Answered;
import dev.carillon.contract.Id;
import dev.carillon.contract.mail.HeldMail;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Retried;
import dev.carillon.contract.mail.RetryMails;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.control.MailControl;
import dev.carillon.notifier.domain.control.MailHolders;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.store.pg.QueueTables;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is changed by hand under a key is changed once. On a real PostgreSQL. */
class RepeatedChangesIT extends QueueTables {
  private static final Vertx VERTX = Vertx.vertx();
  private static final MailHolders NOBODY = id -> Future.succeededFuture(List.of());

  private final List<MailChange> told = new ArrayList<>();
  private MailControl control;

  @BeforeEach
  void make() {
    control =
        new MailControl(
            stores.controls(), told::addAll, () -> {}, Timers.of(VERTX), Clocks.system());
  }

  @AfterAll
  static void close() {
    VERTX.close().await();
  }

  @Test
  void aMailIsCalledBackOnceAndTheRepetitionHearsTheSame() {
    UUID id = accept();
    Answered<Mail> first = cancel(id, "one", NOBODY).await();
    assertThat(first.answer().state()).isEqualTo(MailState.CANCELLED);
    assertThat(first.replayed()).isFalse();
    assertThat(cancel(id, "one", NOBODY).await()).isEqualTo(new Answered<>(first.answer(), true));
    assertThat(told).hasSize(1);
    assertThat(failure(cancel(id, "two", NOBODY)).code()).isEqualTo(FailureCode.CONFLICT);
    assertThat(failure(cancel(id, "two", NOBODY)).replayed()).isTrue();
    assertThat(failure(cancel(accept(), "one", NOBODY)).code())
        .isEqualTo(FailureCode.IDEMPOTENCY_MISMATCH);
  }

  @Test
  void whileAMailIsAskedBackItsRepetitionIsRefusedForNow() {
    UUID id = accept();
    Batch batch = claim(1001);
    Promise<Collection<HeldMail>> answer = Promise.promise();
    Promise<Void> asked = Promise.promise();
    Future<Answered<Mail>> first =
        cancel(
            id,
            "one",
            mail -> {
              asked.complete();
              return answer.future();
            });
    asked.future().await();
    assertThat(failure(cancel(id, "one", NOBODY)).code()).isEqualTo(FailureCode.IN_PROGRESS);
    settle(batch, id, AttemptOutcome.Kind.CANCELLED);
    answer.complete(List.of(new HeldMail(id, true, true, null)));
    assertThat(first.await().answer().state()).isEqualTo(MailState.CANCELLED);
    assertThat(cancel(id, "one", NOBODY).await().replayed()).isTrue();
  }

  /** It stays unknown, although the answer is a refusal. */
  @Test
  void whatWasPerhapsSentIsNotSentAgainUnderAKeyEither() {
    UUID id = accept();
    settle(claim(1001), settlement(id, AttemptOutcome.Kind.RESEND, Duration.ofHours(1), "gone"));
    assertThat(failure(cancel(id, "one", NOBODY)).message()).contains("perhaps sent");
    assertThat(state(id)).isEqualTo(MailState.UNKNOWN);
    assertThat(failure(cancel(id, "one", NOBODY)).replayed()).isTrue();
  }

  @Test
  void whatWasGivenUpIsTriedAgainOnce() {
    UUID id = settled(AttemptOutcome.Kind.DEAD);
    RetryMails retry = new RetryMails(id, null, 1);
    assertThat(control.retry(retry, ADA, key("one", retry)).await())
        .isEqualTo(new Answered<>(new Retried(1, false), false));
    settle(claim(1001), id, AttemptOutcome.Kind.DEAD);
    assertThat(control.retry(retry, ADA, key("one", retry)).await().replayed()).isTrue();
    assertThat(state(id)).isEqualTo(MailState.DEAD);
  }

  private Future<Answered<Mail>> cancel(UUID id, String key, MailHolders holders) {
    Deadline deadline = Deadline.in(Duration.ofSeconds(5), Clocks.system());
    return control.cancel(id, "cancelled by ada", holders, deadline, key(key, new Id(id)));
  }

  private static IdempotencyKey key(String key, Record request) {
    return new IdempotencyKey("ada", "mail.changes.v1", key, request);
  }

  private static Failure failure(Future<?> refused) {
    return (Failure) refused.transform(r -> Future.succeededFuture(r.cause())).await();
  }
}

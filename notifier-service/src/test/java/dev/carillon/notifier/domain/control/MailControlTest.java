package dev.carillon.notifier.domain.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.async.time.Deadline;
import dev.carillon.contract.Answered;
import dev.carillon.contract.mail.ChangeMail;
import dev.carillon.contract.mail.HeldMail;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.MailedTo;
import dev.carillon.contract.mail.Priority;
import dev.carillon.contract.mail.RetryMails;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.mail.OrderedMailEvents;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is answered for each place in which a mail is found. */
class MailControlTest {
  private static final UUID ID = new UUID(0, 7);
  private static final MailChange OF_ANOTHER = new MailChange(new UUID(0, 8), MailState.SENT);
  private static final MailHolders NOBODY = id -> Future.succeededFuture(List.of());

  private final ManualClock clock = new ManualClock();
  private final ManualTimers timers = new ManualTimers();
  private final Tables tables = new Tables();
  private static final Actor ADA = new Actor("ada", "");

  private final List<MailChange> told = new ArrayList<>();
  private int woken;
  private final MailControl control =
      new MailControl(tables, told::addAll, () -> woken++, timers, clock);
  private final Deadline deadline = Deadline.in(Duration.ofSeconds(5), clock);

  /** Gives what the test put into it; the last of the places is given again and again. */
  private static final class Tables implements ControlStore {
    private final Deque<ChangeResult> places = new ArrayDeque<>();
    private MailState state = MailState.CANCELLED;
    private Future<?> committed = Future.succeededFuture();
    private boolean replayed;
    private int looks;

    void places(ChangeResult... given) {
      Collections.addAll(places, given);
    }

    private Future<ChangeResult> look() {
      looks++;
      return Future.succeededFuture(places.size() > 1 ? places.poll() : places.element());
    }

    @Override
    public Future<ChangeResult> cancel(UUID id, String why) {
      assertThat(why).isEqualTo("cancelled by me");
      return look();
    }

    @Override
    public Future<ChangeResult> reschedule(UUID id, Instant at, Actor by) {
      return look();
    }

    @Override
    public Future<Boolean> retry(UUID id, Actor by) {
      return Future.succeededFuture(state == MailState.DEAD);
    }

    @Override
    public Future<Integer> retryAll(MailState of, int limit, Actor by) {
      return Future.succeededFuture(limit);
    }

    @Override
    public Future<Mail> get(UUID id) {
      return Future.succeededFuture(
          new Mail(
              id,
              state,
              new MailedTo(null, "a@b.c", null),
              "S",
              "<1@test>",
              Instant.EPOCH,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              false,
              Priority.NORMAL,
              List.of(),
              null));
    }

    @Override
    public <R> Future<Answered<R>> once(
        IdempotencyKey key, Class<R> type, Function<ControlStore, Future<R>> change) {
      return change
          .apply(this)
          .compose(answer -> committed.map(v -> new Answered<>(answer, replayed)));
    }
  }

  @Test
  void whatWaitsIsCancelledAndTold() {
    tables.places(ChangeResult.CHANGED);
    assertThat(cancel(NOBODY).result().state()).isEqualTo(MailState.CANCELLED);
    assertThat(told).containsExactly(new MailChange(ID, MailState.CANCELLED));
  }

  @Test
  void whatIsRepeatedUnderItsKeyIsNotToldAgain() {
    tables.places(ChangeResult.CHANGED);
    tables.replayed = true;
    assertThat(cancel(NOBODY).succeeded()).isTrue();
    assertThat(told).isEmpty();
    tables.state = MailState.UNKNOWN;
    assertThat(failure(cancel(NOBODY)).replayed()).isTrue();
  }

  @Test
  void whatTheWorkerMakesOfItIsToldAfterIt() {
    MailEvents events = new OrderedMailEvents(told::addAll);
    Promise<Mail> commit = Promise.promise();
    tables.places(ChangeResult.CHANGED);
    tables.state = MailState.SCHEDULED;
    tables.committed = commit.future();
    new MailControl(tables, events, () -> {}, timers, clock)
        .reschedule(new ChangeMail(ID, Instant.EPOCH), ADA, deadline, null);
    MailChange made = new MailChange(ID, MailState.READY);
    events.tell(List.of(made, OF_ANOTHER));
    assertThat(told).containsExactly(OF_ANOTHER);
    commit.complete();
    assertThat(told).containsExactly(OF_ANOTHER, new MailChange(ID, MailState.SCHEDULED), made);
    events.tell(List.of(made));
    assertThat(told).hasSize(4);
  }

  @Test
  void aChangeThatFailsKeepsNothingBack() {
    MailEvents events = new OrderedMailEvents(told::addAll);
    Promise<Mail> commit = Promise.promise();
    tables.places(ChangeResult.CHANGED);
    tables.committed = commit.future();
    new MailControl(tables, events, () -> {}, timers, clock)
        .cancel(ID, "cancelled by me", NOBODY, deadline, null);
    events.tell(List.of(new MailChange(ID, MailState.SENT)));
    assertThat(told).isEmpty();
    commit.fail("rolled back");
    assertThat(told).containsExactly(new MailChange(ID, MailState.SENT));
  }

  @Test
  void whatMovesIsLookedForAgain() {
    tables.places(ChangeResult.MOVED, ChangeResult.MOVED, ChangeResult.CHANGED);
    Future<Mail> cancelled = cancel(NOBODY);
    assertThat(cancelled.isComplete()).isFalse();
    pass();
    assertThat(cancelled.result().state()).isEqualTo(MailState.CANCELLED);
    assertThat(tables.looks).isEqualTo(3);
  }

  @Test
  void whatNobodyAdmitsToHaveIsAConflictInTheEnd() {
    tables.places(ChangeResult.TAKEN);
    Future<Mail> cancelled = cancel(NOBODY);
    pass();
    assertThat(conflict(cancelled)).contains("may be sent (phase unknown)");
    assertThat(tables.looks).isEqualTo(12);
  }

  @Test
  void whoeverHasItGivesItBackOrSaysHowFarItCame() {
    tables.places(ChangeResult.TAKEN);
    MailHolders inTime = id -> Future.succeededFuture(List.of(new HeldMail(id, true, true, null)));
    assertThat(cancel(inTime).result().state()).isEqualTo(MailState.CANCELLED);
    tables.state = MailState.SENDING;
    MailHolders tooLate =
        id -> Future.succeededFuture(List.of(new HeldMail(id, true, false, "dot")));
    assertThat(conflict(cancel(tooLate))).contains("phase dot");
  }

  @Test
  void whatWasPerhapsSentIsSaidToBe() {
    tables.places(ChangeResult.CHANGED);
    tables.state = MailState.UNKNOWN;
    assertThat(conflict(cancel(NOBODY))).contains("perhaps sent in an earlier attempt");
  }

  @Test
  void whatIsSettledStaysSoAndWhatIsUnknownIsNotFound() {
    tables.places(ChangeResult.SETTLED);
    tables.state = MailState.SENT;
    assertThat(conflict(cancel(NOBODY))).isEqualTo("The mail is sent: too late to cancel");
    tables.places.clear();
    tables.places(ChangeResult.UNKNOWN);
    assertThat(failure(cancel(NOBODY)).code()).isEqualTo(FailureCode.NOT_FOUND);
  }

  @Test
  void anotherTimeIsForWhatWaitsAlone() {
    ChangeMail change = new ChangeMail(ID, clock.now().plusSeconds(60));
    tables.places(ChangeResult.MOVED, ChangeResult.CHANGED);
    Future<Answered<Mail>> moved = control.reschedule(change, ADA, deadline, null);
    pass();
    assertThat(moved.succeeded()).isTrue();
    assertThat(woken).isEqualTo(1);
    tables.places.clear();
    tables.places(ChangeResult.TAKEN);
    assertThat(conflict(control.reschedule(change, ADA, deadline, null)))
        .isEqualTo("The mail is being sent: too late to re-schedule");
  }

  @Test
  void onlyWhatWasGivenUpIsTriedAgain() {
    RetryMails one = new RetryMails(ID, null, 1);
    tables.state = MailState.DEAD;
    assertThat(control.retry(one, ADA, null).result().answer().count()).isEqualTo(1);
    tables.state = MailState.SENT;
    assertThat(conflict(control.retry(one, ADA, null))).contains("only what is dead or unknown");
  }

  private Future<Mail> cancel(MailHolders holders) {
    return control.cancel(ID, "cancelled by me", holders, deadline, null).map(Answered::answer);
  }

  private void pass() {
    timers.advance(Duration.ofSeconds(2));
  }

  private static String conflict(Future<?> refused) {
    Failure failure = failure(refused);
    assertThat(failure.code()).isEqualTo(FailureCode.CONFLICT);
    return failure.message();
  }

  private static Failure failure(Future<?> refused) {
    assertThat(refused.isComplete()).isTrue();
    return catchThrowableOfType(
        Failure.class,
        () -> {
          throw refused.cause();
        });
  }
}

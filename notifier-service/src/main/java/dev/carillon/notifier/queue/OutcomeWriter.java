package dev.carillon.notifier.queue;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import dev.carillon.async.trace.Traces;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.QueueLimits;
import dev.carillon.notifier.domain.queue.QueueStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the outcomes of all leases in shared commits, so that the time between a server's reply
 * and its commit is at most two commits. A commit that fails is repeated until the database
 * answers: no outcome may be lost, and heartbeats keep the leases meanwhile. One context only.
 */
final class OutcomeWriter {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomeWriter.class);
  private static final Duration AGAIN = Duration.ofMillis(500);

  /** A commit that takes longer is taken for one that will not succeed. */
  private static final long LONGEST_COMMIT = QueueLimits.LAST_THIRD.toNanos();

  /** Two commits at most; 64 results must wait before the second begins beside the first. */
  private static final GroupCommit.Bounds COMMITS =
      new GroupCommit.Bounds(2, 1_024, Long.MAX_VALUE, 64);

  private final QueueStore store;
  private final Timers timers;
  private final Consumer<Committed> onCommitted;
  private final LongSupplier nanos;
  private final GroupCommit<LeaseOutcome, Boolean> results;
  private final Deque<Long> underWay = new ArrayDeque<>(); // since when, on the monotonic clock
  private final Set<UUID> givenUp = new HashSet<>();
  private boolean absent;

  /**
   * The outcomes of one commit.
   *
   * @param ours those that were stored
   * @param ended how many permits come back, also for those whose lease another process has rescued
   */
  record Committed(List<AttemptOutcome> ours, int ended) {}

  /**
   * Stores into {@code store}.
   *
   * @param nanos the monotonic clock
   * @param later runs a task on the same context, after what runs there now
   * @param onCommitted told after each commit
   */
  OutcomeWriter(
      QueueStore store,
      Timers timers,
      LongSupplier nanos,
      Executor later,
      Consumer<Committed> onCommitted) {
    this.nanos = nanos;
    this.store = store;
    this.timers = timers;
    this.onCommitted = onCommitted;
    this.results = new GroupCommit<>(later, COMMITS, this::commit);
  }

  /** Completes, always successfully, after the commit: false if the lease was rescued. */
  Future<Boolean> settle(LeaseOutcome result) {
    Promise<Boolean> ours = Promise.promise();
    settle(result, ours);
    return ours.future();
  }

  /** The same for a mail that was not begun: its permit comes back without the commit. */
  Future<Boolean> giveUp(LeaseOutcome result) {
    givenUp.add(result.outcome().mailId());
    onCommitted.accept(new Committed(List.of(), 1));
    return settle(result);
  }

  /**
   * Whether outcomes can be stored: the database has answered the last commit, even if it refused
   * it, and keeps none waiting.
   */
  boolean stores() {
    return !absent
        && (underWay.isEmpty() || nanos.getAsLong() - underWay.getFirst() < LONGEST_COMMIT);
  }

  /** One promise for all tries: a chain of futures would grow while the database is away. */
  private void settle(LeaseOutcome result, Promise<Boolean> ours) {
    results.submit(result).onSuccess(ours::complete).onFailure(refused -> settle(result, ours));
  }

  /** A span of each mail's attempt, which is told of as soon as it stands. */
  private Future<List<Outcome<Boolean>>> commit(List<LeaseOutcome> batch) {
    return Traces.together(
        "mail.settle", batch.stream().map(LeaseOutcome::span).toList(), () -> store(batch));
  }

  private Future<List<Outcome<Boolean>>> store(List<LeaseOutcome> batch) {
    Long since = nanos.getAsLong();
    underWay.add(since);
    return Work.begin(() -> store.settle(batch))
        .transform(
            r -> {
              underWay.remove(since);
              absent = r.failed() && isAbsence(r.cause());
              Set<Long> living = r.result();
              return living == null
                  ? commitHalves(batch, String.valueOf(r.cause()))
                  : committed(batch, living);
            });
  }

  private static boolean isAbsence(Throwable cause) {
    return cause instanceof Failure failure
        && (failure.code() == FailureCode.UNAVAILABLE || failure.code() == FailureCode.TIMEOUT);
  }

  /**
   * Repeats a commit after a pause, in halves: an outcome that the database refuses for good must
   * not hold up the others. A single one fails, and is submitted again behind all that wait.
   */
  private Future<List<Outcome<Boolean>>> commitHalves(List<LeaseOutcome> batch, String why) {
    LOG.warn("{} outcomes could not be stored ({}); trying again", batch.size(), why);
    Promise<@Nullable Void> rested = Promise.promise();
    timers.after(AGAIN, rested::complete);
    if (batch.size() == 1) {
      return rested
          .future()
          .map(v -> List.of(new Outcome.Failure<>(new IllegalStateException(why))));
    }
    int half = batch.size() / 2;
    return rested
        .future()
        .compose(v -> commit(batch.subList(0, half)))
        .compose(
            first -> commit(batch.subList(half, batch.size())).map(second -> both(first, second)));
  }

  private static <T> List<T> both(List<T> first, List<T> second) {
    List<T> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }

  /** A listener that throws is logged: it must not cause a second commit. */
  private Future<List<Outcome<Boolean>>> committed(List<LeaseOutcome> batch, Set<Long> living) {
    List<AttemptOutcome> ours = new ArrayList<>();
    List<Outcome<Boolean>> outcomes = new ArrayList<>();
    Set<Long> lost = new TreeSet<>();
    for (LeaseOutcome one : batch) {
      boolean isOurs = living.contains(one.batch().leaseId());
      outcomes.add(new Outcome.Success<>(isOurs));
      if (isOurs) {
        ours.add(one.outcome());
      } else {
        lost.add(one.batch().leaseId());
      }
    }
    if (!lost.isEmpty()) {
      LOG.warn(
          "Leases {} were rescued by other processes; {} outcomes were discarded",
          lost,
          batch.size() - ours.size());
    }
    int permits = batch.size() - (givenUp.isEmpty() ? 0 : forgetGivenUp(batch));
    Promise<Committed> told = Promise.promise();
    told.future().onSuccess(onCommitted::accept);
    Work.settle(told, Future.succeededFuture(new Committed(ours, permits)));
    return Future.succeededFuture(outcomes);
  }

  private int forgetGivenUp(List<LeaseOutcome> batch) {
    int before = givenUp.size();
    batch.forEach(one -> givenUp.remove(one.outcome().mailId()));
    return before - givenUp.size();
  }
}

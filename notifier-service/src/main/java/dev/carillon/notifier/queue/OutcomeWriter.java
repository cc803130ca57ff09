package dev.carillon.notifier.queue;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.QueueStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what became of mails, of all batches together: a {@link GroupCommit}, so that the window
 * between a server's reply and its commit stays one commit long. A commit that fails is repeated
 * until the database answers: nothing may be forgotten, and the leases stay ours by their
 * heartbeat. One context only.
 */
final class OutcomeWriter {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomeWriter.class);
  private static final Duration AGAIN = Duration.ofMillis(500);

  /** Two commits at most; 64 results must wait before the second begins beside the first. */
  private static final GroupCommit.Bounds COMMITS =
      new GroupCommit.Bounds(2, 1_024, Long.MAX_VALUE, 64);

  private final QueueStore store;
  private final Timers timers;
  private final Consumer<Committed> onCommitted;
  private final GroupCommit<LeaseOutcome, Boolean> results;

  /**
   * What has left this process.
   *
   * @param ours what counts
   * @param ended how many there were, with those whose lease was somebody else's
   */
  record Committed(List<AttemptOutcome> ours, int ended) {}

  /**
   * Over a store.
   *
   * @param later runs what it is given when the work of the moment is done
   * @param onCommitted told after each commit
   */
  OutcomeWriter(QueueStore store, Timers timers, Executor later, Consumer<Committed> onCommitted) {
    this.store = store;
    this.timers = timers;
    this.onCommitted = onCommitted;
    this.results = new GroupCommit<>(later, COMMITS, this::commit);
  }

  /** Completes, always successfully, after the commit: false if the lease was no longer ours. */
  Future<Boolean> settle(LeaseOutcome result) {
    Promise<Boolean> ours = Promise.promise();
    settle(result, ours);
    return ours.future();
  }

  /**
   * One promise for all tries: a chain of futures would grow for as long as the database is away.
   */
  private void settle(LeaseOutcome result, Promise<Boolean> ours) {
    results.submit(result).onSuccess(ours::complete).onFailure(refused -> settle(result, ours));
  }

  private Future<List<Outcome<Boolean>>> commit(List<LeaseOutcome> batch) {
    return Work.begin(() -> store.settle(batch))
        .transform(
            r -> {
              Set<Long> living = r.result();
              return living == null
                  ? commitHalves(batch, String.valueOf(r.cause()))
                  : committed(batch, living);
            });
  }

  /**
   * After a rest, in halves: should one of them be refused for good, it does not keep the others.
   * One that is alone fails, and so comes again behind all that waits.
   */
  private Future<List<Outcome<Boolean>>> commitHalves(List<LeaseOutcome> batch, String why) {
    LOG.warn("{} results could not be stored ({}); trying again", batch.size(), why);
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

  /** What they are told fails must not have the results stored again. */
  private Future<List<Outcome<Boolean>>> committed(List<LeaseOutcome> batch, Set<Long> living) {
    List<AttemptOutcome> ours = new ArrayList<>();
    List<Outcome<Boolean>> outcomes = new ArrayList<>();
    Set<Long> lost = new TreeSet<>();
    for (LeaseOutcome one : batch) {
      boolean isOurs = living.contains(one.batch().leaseId());
      outcomes.add(new Outcome.Success<>(isOurs));
      if (isOurs) {
        ours.add(one.settlement());
      } else {
        lost.add(one.batch().leaseId());
      }
    }
    if (!lost.isEmpty()) {
      LOG.warn(
          "Leases {} were no longer ours; {} results were discarded",
          lost,
          batch.size() - ours.size());
    }
    Promise<Committed> told = Promise.promise();
    told.future().onSuccess(onCommitted::accept);
    Work.settle(told, Future.succeededFuture(new Committed(ours, batch.size())));
    return Future.succeededFuture(outcomes);
  }
}

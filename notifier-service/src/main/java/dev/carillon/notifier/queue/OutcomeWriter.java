package dev.carillon.notifier.queue;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.QueueStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what became of mails, of all batches together: what ends while one commit is on its way is
 * in the next one, so that the window between a server's reply and its commit stays one commit
 * long. A commit that fails is repeated until the database answers: nothing may be forgotten, and
 * the leases stay ours by their heartbeat. One context only.
 */
final class OutcomeWriter {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomeWriter.class);
  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final int MOST = 1_024;

  /**
   * So many must wait before a second commit begins beside the first: few large ones are cheaper.
   */
  private static final int BESIDE = 64;

  private final QueueStore store;
  private final Timers timers;
  private final Executor later;
  private final Consumer<Committed> onCommitted;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int commits;
  private int most = MOST;
  private boolean scheduled;

  private record Waiting(LeaseOutcome result, Promise<Boolean> ours) {}

  /**
   * What has left this process.
   *
   * @param ours what counts
   * @param ended how many there were, with those whose lease was somebody else's
   */
  record Committed(List<AttemptOutcome> ours, int ended) {}

  /**
   * Nothing waits yet.
   *
   * @param later runs what it is given when the work of the moment is done
   * @param onCommitted told after those who wait
   */
  OutcomeWriter(QueueStore store, Timers timers, Executor later, Consumer<Committed> onCommitted) {
    this.store = store;
    this.timers = timers;
    this.later = later;
    this.onCommitted = onCommitted;
  }

  /** Completes, always successfully, after the commit: false if the lease was no longer ours. */
  Future<Boolean> settle(LeaseOutcome result) {
    Waiting one = new Waiting(result, Promise.promise());
    waiting.add(one);
    if (!scheduled && mayCommit()) {
      scheduled = true;
      later.execute(
          () -> {
            scheduled = false;
            commitAll();
          });
    }
    return one.ours().future();
  }

  private boolean mayCommit() {
    return commits == 0 ? !waiting.isEmpty() : commits == 1 && waiting.size() >= BESIDE;
  }

  private void commitAll() {
    while (mayCommit()) {
      commit();
    }
  }

  private void commit() {
    List<Waiting> now = new ArrayList<>();
    while (now.size() < most && !waiting.isEmpty()) {
      now.add(waiting.poll());
    }
    commits++;
    Work.begin(() -> store.settle(now.stream().map(Waiting::result).toList()))
        .onComplete(r -> afterCommit(now, r.cause(), r.result()));
  }

  private void afterCommit(
      List<Waiting> tried, @Nullable Throwable failure, @Nullable Set<Long> living) {
    if (failure != null || living == null) {
      again(tried, String.valueOf(failure));
      return;
    }
    commits--;
    most = Math.min(MOST, most * 2);
    List<AttemptOutcome> ours = tell(tried, living);
    commitAll();
    onCommitted.accept(new Committed(ours, tried.size()));
  }

  /** In halves: should one of them be refused for good, it does not keep the others. */
  private void again(List<Waiting> tried, String why) {
    LOG.warn("{} results could not be stored ({}); trying again", tried.size(), why);
    most = Math.max(1, tried.size() / 2);
    if (tried.size() == 1) {
      waiting.addAll(tried);
    } else {
      tried.reversed().forEach(waiting::addFirst);
    }
    timers.after(
        AGAIN,
        () -> {
          commits--;
          commitAll();
        });
  }

  /** Tells those who wait; gives what counts. */
  private static List<AttemptOutcome> tell(List<Waiting> tried, Set<Long> living) {
    List<AttemptOutcome> ours = new ArrayList<>();
    Set<Long> lost = new TreeSet<>();
    for (Waiting one : tried) {
      long lease = one.result().batch().leaseId();
      if (living.contains(lease)) {
        ours.add(one.result().settlement());
      } else {
        lost.add(lease);
      }
      one.ours().complete(living.contains(lease));
    }
    if (!lost.isEmpty()) {
      LOG.warn(
          "Leases {} were no longer ours; {} results were discarded",
          lost,
          tried.size() - ours.size());
    }
    return ours;
  }
}

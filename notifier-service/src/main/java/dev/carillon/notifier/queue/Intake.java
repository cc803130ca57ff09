package dev.carillon.notifier.queue;

import dev.carillon.async.time.Timers;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.QueueLimits;
import dev.carillon.notifier.domain.queue.QueueStore;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What mail this process takes: from the queue, or straight from whoever stores it, and never more
 * at a time than there are permits and room at the servers. Time and chance come from outside, so
 * that a simulation can drive it. One context only.
 */
public final class Intake {
  private static final int OVERLAP = 8;

  private final LeaseKeeper leases;
  private final Mailer mailer;
  private final OutcomePolicy policy;
  private final Permits permits;
  private final OutcomeWriter outcomes;
  private final Executor later;
  private boolean queueIsEmpty;
  private boolean backlog;
  private Runnable onRoom = () -> {};

  /**
   * Takes nothing until it is told to claim.
   *
   * @param permits how many mails it may have in its hands
   * @param timers of its context
   * @param later runs on its context what it is given, after the work of the moment
   */
  public Intake(
      QueueStore store,
      LeaseKeeper leases,
      Mailer mailer,
      OutcomePolicy policy,
      int permits,
      Timers timers,
      Executor later) {
    this.leases = leases;
    this.mailer = mailer;
    this.policy = policy;
    this.permits = new Permits(permits);
    this.outcomes = new OutcomeWriter(store, timers, later, this::onCommitted);
    this.later = later;
  }

  /** What to call when mail has left its hands and more may be waiting. */
  public void onRoom(Runnable action) {
    onRoom = action;
  }

  /** Takes mail from the queue; true if there was some. */
  public Future<Boolean> claimOnce() {
    int free = Math.min(permits.free(), mailer.room());
    if (free < 1 || permits.free() < QueueLimits.CHUNK) {
      queueIsEmpty = false; // nobody has looked; the end of a mail calls onRoom
      return Future.succeededFuture(false);
    }
    int chunks = chunks(free);
    int reserved = chunks * QueueLimits.CHUNK; // until it is known how many there were
    permits.take(reserved);
    return leases
        .claim(chunks)
        .onSuccess(batches -> batches.forEach(this::begin))
        .onComplete(r -> permits.give(reserved))
        .map(
            batches -> {
              queueIsEmpty = batches.isEmpty();
              backlog = batches.stream().mapToInt(b -> b.mails().size()).sum() > reserved / 2;
              return !queueIsEmpty;
            });
  }

  /** As {@link #claimOnce}, beside it, while there is a backlog. */
  public Future<Boolean> claimBesideOnce() {
    return backlog ? claimOnce() : Future.succeededFuture(false);
  }

  /** A fraction of the permits at a time, so that one claim overlaps with the ends of others. */
  private int chunks(int free) {
    int most = Math.max(1, permits.all() / QueueLimits.CHUNK / OVERLAP);
    return Math.max(1, Math.min(free / QueueLimits.CHUNK, most));
  }

  /**
   * Reserves permits for mail that is about to be stored, so that it need not pass through the
   * queue. Only while nothing waits there: whoever came first goes first.
   *
   * @return the worker to lease it to; null if it must go into the queue
   */
  public @Nullable Long reserve(int mails) {
    Long worker = leases.worker();
    if (worker == null || !queueIsEmpty || mails > Math.min(permits.free(), mailer.room())) {
      return null;
    }
    permits.take(mails);
    return worker;
  }

  /** Takes what was stored under a reservation; where that is nothing, it waits in the queue. */
  public void take(int reserved, List<Batch> batches) {
    queueIsEmpty &= !batches.isEmpty();
    batches.stream().filter(leases::isOurs).forEach(this::begin);
    permits.give(reserved);
    claimIfMayBe();
  }

  /** Sends it when the next claim is on its way. */
  private void begin(Batch batch) {
    LeaseRun run = new LeaseRun(batch, outcomes, mailer, policy);
    permits.take(batch.mails().size());
    later.execute(() -> run.start().onComplete(r -> leases.release(batch)));
    leases.hold(batch, run);
  }

  /** A slow mail of a batch does not keep the permits of the others. */
  private void onCommitted(OutcomeWriter.Committed committed) {
    leases.tell(committed.ours().stream().map(AttemptOutcome::change).toList());
    permits.give(committed.ended());
    claimIfMayBe();
  }

  private void claimIfMayBe() {
    if (!queueIsEmpty) {
      onRoom.run();
    }
  }

  /** Takes no more; completes when all that was taken is settled. */
  public Future<Void> drain() {
    return permits.drain();
  }
}

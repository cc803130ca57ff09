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
 * Decides what mail this process takes: from the queue, or directly from whoever stores it, and
 * never more at a time than there are permits and room at the servers. Clock, timers and random
 * numbers are injected, so that a simulation can drive it. One context only.
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
   * Holds no mail until {@link #claimOnce} or {@link #take}.
   *
   * @param permits how many mails it may hold at a time
   * @param timers of its context
   * @param later runs a task on its context, after what runs there now
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

  /** Sets what to call when permits were given back and there may be mail in the queue. */
  public void onRoom(Runnable action) {
    onRoom = action;
  }

  /** Takes mail from the queue; true if there was some. */
  public Future<Boolean> claimOnce() {
    int free = Math.min(permits.free(), mailer.room());
    if (free < 1 || permits.free() < QueueLimits.CHUNK) {
      queueIsEmpty = false; // not known: when permits come back, onRoom is called
      return Future.succeededFuture(false);
    }
    int chunks = chunks(free);
    int reserved = chunks * QueueLimits.CHUNK; // until the number of mails is known
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

  /** A second {@link #claimOnce} at the same time, while there is a backlog. */
  public Future<Boolean> claimBesideOnce() {
    return backlog ? claimOnce() : Future.succeededFuture(false);
  }

  /** An eighth of the permits at most, so that a claim overlaps with the sending of others. */
  private int chunks(int free) {
    int most = Math.max(1, permits.all() / QueueLimits.CHUNK / OVERLAP);
    return Math.max(1, Math.min(free / QueueLimits.CHUNK, most));
  }

  /**
   * Reserves permits for mail that is about to be stored, so that it need not pass through the
   * queue. Only while the queue is empty: mail keeps its order.
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

  /** Sends what was stored under a reservation; no batch means that it went into the queue. */
  public void take(int reserved, List<Batch> batches) {
    queueIsEmpty &= !batches.isEmpty();
    batches.stream().filter(leases::isOurs).forEach(this::begin);
    permits.give(reserved);
    claimIfMayBe();
  }

  /** Starts to send after the next claim was sent: its latency is hidden behind the sending. */
  private void begin(Batch batch) {
    LeaseRun run = new LeaseRun(batch, outcomes, mailer, policy);
    permits.take(batch.mails().size());
    later.execute(() -> run.start().onComplete(r -> leases.release(batch)));
    leases.hold(batch, run);
  }

  /** Gives permits back mail by mail: a slow one does not hold those of its batch. */
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

  /** Takes no more mail; completes when all that it holds is settled. */
  public Future<Void> drain() {
    return permits.drain();
  }
}

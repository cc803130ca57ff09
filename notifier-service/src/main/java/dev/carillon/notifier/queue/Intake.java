package dev.carillon.notifier.queue;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.DirectLease;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.QueueCapacity;
import dev.carillon.notifier.domain.queue.QueueLimits;
import dev.carillon.notifier.domain.queue.QueueStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Decides what mail this process takes: from the queue, or directly from whoever stores it, and
 * never more at a time than there are permits and room at the servers. Clock, timers and random
 * numbers are injected, so that a simulation can drive it. One context only, but for what {@link
 * DirectLease} promises.
 */
public final class Intake implements DirectLease {
  private static final int OVERLAP = 4;

  /** A stop waits so long for verdicts; it must be over before the process is killed. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final LeaseKeeper leases;
  private final Mailer mailer;
  private final WireLine line;
  private final OutcomePolicy policy;
  private final PassDesk passes;
  private final Permits permits;
  private final SlowVerdicts slow;
  private final OutcomeWriter outcomes;
  private final Timers timers;
  private final Executor later;
  private boolean queueIsEmpty;
  private boolean backlog;
  private Runnable claimSoon = () -> {};
  private volatile Runnable worked = () -> {};

  /**
   * Holds no mail until {@link #claimOnce} or {@link #take}.
   *
   * @param capacity what it may hold at a time
   * @param timers of its context
   * @param later runs a task on its context, after what runs there now
   */
  public Intake(
      QueueStore store,
      LeaseKeeper leases,
      Mailer mailer,
      OutcomePolicy policy,
      QueueCapacity capacity,
      Timers timers,
      Executor later) {
    this.leases = leases;
    this.mailer = mailer;
    this.policy = policy;
    this.permits = new Permits(capacity, leases::nanos);
    this.passes = new PassDesk(store, later, this::onLeft);
    this.slow = new SlowVerdicts(this.permits, this::claimIfMayBe);
    this.timers = timers;
    this.outcomes = new OutcomeWriter(store, timers, leases::nanos, later, this::onCommitted);
    this.line = new WireLine(store, mailer, leases.crashes(), leases::nanos);
    this.later = later;
  }

  /** Sets what to call when there may be mail in the queue and room for it. From any thread. */
  public void onMail(Runnable action) {
    claimSoon = action;
  }

  /** Sets what to call when mail is taken up and when it has ended. */
  void onWork(Runnable action) {
    worked = action;
  }

  private boolean mayClaim() {
    return permits.free() >= QueueLimits.CHUNK && permits.freeBytes() > 0 && outcomes.stores();
  }

  /** Takes mail from the queue; true if there was some. */
  public Future<Boolean> claimOnce() {
    int free = Math.min(permits.free(), mailer.room());
    if (free < 1 || !mayClaim()) {
      queueIsEmpty = false; // not known: asked again when permits come back
      return Future.succeededFuture(false);
    }
    int reserved = atOnce(free, permits.all(), QueueLimits.CHUNK); // until their number is known
    long bytes = permits.freeBytes() / 2; // another claim may be under way beside this one
    permits.take(reserved);
    permits.takeBytes(bytes);
    int begin = line.promise(reserved);
    long sent = leases.nanos();
    return leases
        .claim(new QueueStore.Room(reserved, bytes, begin))
        .onComplete(r -> line.claimed(begin))
        .onSuccess(batches -> batches.forEach(batch -> begin(batch, sent)))
        .onComplete(
            r -> {
              permits.give(reserved);
              permits.giveBytes(bytes);
            })
        .map(
            batches -> {
              queueIsEmpty = batches.isEmpty();
              backlog = batches.stream().mapToInt(b -> b.mails().size()).sum() > reserved / 2;
              return !queueIsEmpty;
            });
  }

  /** Whether there is a server that takes mail. */
  boolean hasRoom() {
    return mailer.room() > 0;
  }

  /** A second {@link #claimOnce} at the same time, while there is a backlog. */
  public Future<Boolean> claimBesideOnce() {
    return backlog ? claimOnce() : Future.succeededFuture(false);
  }

  /**
   * A quarter of the permits at most, so that a claim overlaps with the sending of others; and no
   * fewer than a chunk has, which is taken whole.
   */
  private static int atOnce(int free, int all, int least) {
    return Math.max(least, Math.min(free, all / OVERLAP));
  }

  /** Only while the queue is empty: mail keeps its order. */
  @Override
  public Future<@Nullable Room> reserve(int mails) {
    Promise<@Nullable Room> room = Work.promise();
    later.execute(() -> room.complete(reserveNow(mails)));
    return room.future();
  }

  private @Nullable Room reserveNow(int mails) {
    Long worker = leases.worker();
    if (worker == null
        || !queueIsEmpty
        || permits.freeBytes() <= 0
        || mails > Math.min(permits.free(), mailer.room())
        || !outcomes.stores()) {
      return null;
    }
    permits.take(mails);
    return new Room(worker, mails, leases.nanos());
  }

  @Override
  public void take(@Nullable Room reserved, List<Batch> batches) {
    later.execute(() -> takeNow(reserved, batches));
  }

  private void takeNow(@Nullable Room reserved, List<Batch> batches) {
    queueIsEmpty &= !batches.isEmpty();
    if (reserved != null) {
      batches.stream().filter(leases::isOurs).forEach(batch -> begin(batch, reserved.sinceNanos()));
      permits.give(reserved.mails());
    }
    claimIfMayBe();
  }

  @Override
  public void wake() {
    claimSoon.run();
  }

  /** Starts to send after the next claim was sent: its latency is hidden behind the sending. */
  private void begin(Batch batch, long sentNanos) {
    LeaseDeadline deadline = leases.deadline(batch, sentNanos);
    LeaseRun run = new LeaseRun(batch, outcomes, line, policy, passes, slow, deadline);
    long bytes = batch.mails().stream().mapToLong(mail -> mail.content().size()).sum();
    permits.take(batch.mails().size());
    permits.takeBytes(bytes);
    later.execute(() -> run.start().onComplete(r -> onEnd(batch, bytes)));
    leases.hold(batch, run);
    worked.run();
  }

  /** A batch stays in memory until the last of its mails has ended, and so do its bytes. */
  private void onEnd(Batch batch, long bytes) {
    leases.release(batch);
    permits.giveBytes(bytes);
    worked.run();
    claimIfMayBe();
  }

  /** A mail has left its lease, and waits elsewhere. */
  private void onLeft(@Nullable MailChange change) {
    leases.tell(change == null ? List.of() : List.of(change));
    permits.give(1);
    claimIfMayBe();
  }

  /** Gives permits back mail by mail: a slow one does not hold those of its batch. */
  private void onCommitted(OutcomeWriter.Committed committed) {
    leases.tell(committed.ours().stream().map(AttemptOutcome::change).toList());
    permits.end(committed.ended());
    claimIfMayBe();
  }

  /** A second has passed: nothing that it holds may wait longer than it should. */
  public void tick() {
    leases.tick();
    line.tick();
  }

  private void claimIfMayBe() {
    if (!queueIsEmpty) {
      claimSoon.run();
    }
  }

  /**
   * Takes no more mail; completes when all that it holds is settled. What waits for a verdict is
   * written down as begun after a while; what has waited long as soon as nothing else is waited
   * for, and not before: its verdict may come meanwhile.
   */
  public Future<Void> drain() {
    Timers.Pending patience = timers.after(PATIENCE, () -> leases.writeDown(true));
    return permits
        .drain()
        .compose(
            v -> {
              leases.writeDown(false);
              return permits.drain();
            })
        .onComplete(r -> patience.cancel());
  }
}

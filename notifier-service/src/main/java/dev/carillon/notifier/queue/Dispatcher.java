package dev.carillon.notifier.queue;

import dev.carillon.async.loop.Loop;
import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.async.time.Timers;
import dev.carillon.notifier.mail.Mailer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Takes mail out of the queue and sends it, never more at a time than there are permits. Two loops:
 * one claims (woken by whoever stores mail in this process, else polling with jitter), the other
 * keeps leases alive, rescues what dead workers had, and promotes what is due. One context only.
 */
public final class Dispatcher {
  /** About three days: the ceiling reaches half an hour after ten attempts and stays there. */
  private static final RetryPolicy RETRIES =
      new RetryPolicy.Exponential(300, Duration.ofSeconds(2), Duration.ofMinutes(30));

  private static final int CHUNK = 32;
  private static final long POLL_MILLIS = 200;
  private static final long UPKEEP_MILLIS = 500;

  private final QueueStore store;
  private final WorkerSession session;
  private final Mailer mailer;
  private final int permits;
  private final Timers timers;
  private final Loop claiming;
  private final Loop upkeep;
  private final List<Batch> running = new ArrayList<>();
  private int inFlight;
  private long currentWorker;
  private @Nullable Promise<Void> drained;

  /** Made, not started. */
  public Dispatcher(
      Vertx vertx, QueueStore store, WorkerSession session, Mailer mailer, int permits) {
    this.store = store;
    this.session = session;
    this.mailer = mailer;
    this.permits = permits;
    this.timers = Timers.of(vertx);
    this.claiming =
        new Loop("mail claim", vertx, timers, () -> jitter(POLL_MILLIS), this::claimOnce);
    this.upkeep =
        new Loop("mail upkeep", vertx, timers, () -> jitter(UPKEEP_MILLIS), this::upkeepOnce);
  }

  /** Begins to take mail. */
  public void start() {
    claiming.start();
    upkeep.start();
  }

  /** Says that there may be mail. From any thread. */
  public void wake() {
    claiming.wake();
  }

  /** Takes no more mail; completes when all that was taken is settled. */
  public Future<Void> stop() {
    return claiming.stop().compose(v -> drain()).eventually(upkeep::stop);
  }

  private Future<Void> drain() {
    if (inFlight == 0) {
      return Future.succeededFuture();
    }
    drained = Promise.promise();
    return drained.future();
  }

  private Future<Boolean> claimOnce() {
    int free = permits - inFlight;
    if (free < CHUNK) {
      return Future.succeededFuture(false); // the end of a batch wakes the loop
    }
    return session
        .worker()
        .compose(
            worker -> {
              currentWorker = worker;
              return store.claim(worker, free / CHUNK).map(batches -> ofLiving(worker, batches));
            })
        .map(
            batches -> {
              batches.forEach(this::run);
              return !batches.isEmpty();
            });
  }

  /** What was claimed under a session that has ended meanwhile is left to be rescued. */
  private List<Batch> ofLiving(long worker, List<Batch> batches) {
    return session.holds(worker) ? batches : List.of();
  }

  private void run(Batch batch) {
    running.add(batch);
    inFlight += batch.mails().size();
    new BatchRun(batch, store, mailer, RETRIES, timers).start().onComplete(r -> onBatchEnd(batch));
  }

  private void onBatchEnd(Batch batch) {
    running.remove(batch);
    inFlight -= batch.mails().size();
    if (inFlight == 0 && drained != null) {
      drained.tryComplete();
    }
    claiming.wake();
  }

  private Future<Boolean> upkeepOnce() {
    Set<Long> workers = new HashSet<>();
    Set<Long> leases = new HashSet<>();
    workers.add(currentWorker);
    running.forEach(
        batch -> {
          workers.add(batch.worker());
          leases.add(batch.leaseId());
        });
    return store
        .heartbeat(leases)
        .compose(v -> store.rescue(workers, leases))
        .compose(rescued -> store.promote().map(promoted -> rescued + promoted))
        .map(
            madeReady -> {
              if (madeReady > 0) {
                claiming.wake();
              }
              return false;
            });
  }

  private static long jitter(long millis) {
    return millis + ThreadLocalRandom.current().nextLong(millis / 4 + 1);
  }
}

package dev.carillon.notifier.queue;

import dev.carillon.async.loop.Loop;
import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.mail.HeldMail;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.DirectLease;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.mail.StoredMails;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.QuietHours;
import dev.carillon.notifier.domain.queue.WorkerSession;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the queue's {@link Worker} going. One loop claims (woken by whoever stores mail in this
 * process, else polling with jitter), one claims beside it while there is a backlog, one keeps
 * leases alive, one does the upkeep.
 */
public final class Dispatcher implements DirectLease {
  /** About three days: the ceiling reaches half an hour after ten attempts and stays there. */
  private static final RetryPolicy RETRIES =
      new RetryPolicy.Exponential(300, Duration.ofSeconds(2), Duration.ofMinutes(30));

  private static final long POLL_MILLIS = 200;
  private static final long UPKEEP_MILLIS = 500;

  /** Others rescue its leases soon after the server is back. */
  private static final long ORPHAN_MILLIS = 100;

  private final Context context;
  private final Worker worker;
  private final Loop claiming;
  private final Loop beside;
  private final Loop heartbeat;
  private final Loop upkeep;

  /**
   * How it works.
   *
   * @param permits how many mails may be in its hands
   * @param holdUnknown whether what was perhaps sent waits for somebody to decide
   * @param quiet when recipients are left in peace; null for never
   * @param events told of what is taken and what is settled
   */
  public record Settings(
      int permits, boolean holdUnknown, @Nullable QuietHours quiet, MailEvents events) {}

  /** Made, not started. */
  public Dispatcher(
      Vertx vertx, QueueStore store, WorkerSession session, Mailer mailer, Settings settings) {
    Timers timers = Timers.of(vertx);
    this.context = vertx.getOrCreateContext();
    this.worker =
        new Worker(
            store,
            session,
            mailer,
            outcomePolicy(settings),
            new Worker.Limits(
                settings.permits(),
                timers,
                action -> context.runOnContext(v -> action.run()),
                settings.events()));
    LongSupplier poll = () -> jitter(POLL_MILLIS);
    LongSupplier often = () -> jitter(UPKEEP_MILLIS);
    this.claiming = new Loop("mail claim", vertx, timers, poll, worker::claimOnce);
    this.beside = new Loop("mail claim beside", vertx, timers, poll, worker::claimBesideOnce);
    this.heartbeat =
        new Loop(
            "mail heartbeat",
            vertx,
            timers,
            () -> worker.isOrphan() ? ORPHAN_MILLIS : often.getAsLong(),
            this::heartbeatOnce);
    this.upkeep = new Loop("mail upkeep", vertx, timers, often, this::upkeepOnce);
    worker.onRoom(claiming::wake);
  }

  private static OutcomePolicy outcomePolicy(Settings settings) {
    return new OutcomePolicy(
        RETRIES,
        settings.holdUnknown(),
        settings.quiet(),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Begins to take mail. */
  public void start() {
    claiming.start();
    beside.start();
    heartbeat.start();
    upkeep.start();
  }

  @Override
  public void wake() {
    claiming.wake();
  }

  @Override
  public Future<@Nullable Long> reserve(int mails) {
    Promise<@Nullable Long> answer = Work.promise();
    context.runOnContext(v -> answer.complete(worker.reserve(mails)));
    return answer.future();
  }

  @Override
  public void take(int reserved, List<Batch> batches) {
    context.runOnContext(v -> worker.take(reserved, batches));
  }

  /**
   * Stores mails, into this process's hands if it has room for all of them, else into the queue.
   * From any thread.
   *
   * @param statement stores them, for this worker if it is given one
   */
  public Future<StoredMails> store(
      int mails, Function<@Nullable Long, Future<StoredMails>> statement) {
    Promise<StoredMails> answer = Promise.promise();
    context.runOnContext(
        v -> {
          Long forWorker = worker.reserve(mails);
          int reserved = forWorker == null ? 0 : mails;
          Work.begin(() -> statement.apply(forWorker))
              .onComplete(r -> context.runOnContext(x -> onStored(reserved, r.result())))
              .onComplete(answer);
        });
    return answer.future();
  }

  private void onStored(int reserved, @Nullable StoredMails stored) {
    worker.take(reserved, stored == null ? List.of() : stored.leased());
  }

  /** Calls a mail back, if this process has it in its hands. From any thread. */
  public Future<HeldMail> callBack(UUID mailId) {
    Promise<HeldMail> answer = Promise.promise();
    context.runOnContext(v -> worker.callBack(mailId).onComplete(answer));
    return answer.future();
  }

  /** Takes no more mail; completes when all that was taken is settled. */
  public Future<Void> stop() {
    return claiming
        .stop()
        .eventually(beside::stop)
        .compose(v -> worker.drain())
        .eventually(heartbeat::stop)
        .eventually(upkeep::stop);
  }

  /** While nobody knows that it lives, the next try comes as soon after a failure. */
  private Future<Boolean> heartbeatOnce() {
    return worker
        .heartbeatOnce()
        .map(false)
        .recover(e -> worker.isOrphan() ? Future.succeededFuture(false) : Future.failedFuture(e));
  }

  private Future<Boolean> upkeepOnce() {
    return worker
        .upkeepOnce()
        .map(
            madeReady -> {
              if (madeReady) {
                claiming.wake();
              }
              return false;
            });
  }

  private static long jitter(long millis) {
    return millis + ThreadLocalRandom.current().nextLong(millis / 4 + 1);
  }
}

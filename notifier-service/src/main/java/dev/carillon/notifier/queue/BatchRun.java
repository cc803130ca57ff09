package dev.carillon.notifier.queue;

import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.async.time.Timers;
import dev.carillon.notifier.mail.Delivery;
import dev.carillon.notifier.mail.Mailer;
import dev.carillon.notifier.mail.NewMail;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One batch on its way: sends its mails side by side and settles them as they end. What ends while
 * a settlement is being committed is settled together by the next one, so that the window between
 * the server's reply and the commit stays one commit long. A settlement that fails is repeated
 * until the database answers. A stale lease (the batch was rescued by somebody else) discards the
 * results: whoever rescued it sends again. One context only.
 */
final class BatchRun {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRun.class);

  private static final Duration SETTLE_AGAIN = Duration.ofMillis(500);

  private final Batch batch;
  private final QueueStore store;
  private final Mailer mailer;
  private final RetryPolicy policy;
  private final Timers timers;
  private final Promise<Void> done = Promise.promise();
  private final List<Settlement> ended = new ArrayList<>();
  private int outstanding;
  private boolean settling;

  BatchRun(Batch batch, QueueStore store, Mailer mailer, RetryPolicy policy, Timers timers) {
    this.batch = batch;
    this.store = store;
    this.mailer = mailer;
    this.policy = policy;
    this.timers = timers;
    this.outstanding = batch.mails().size();
  }

  /** Completes, always successfully, when nothing of the batch is in this process any more. */
  Future<Void> start() {
    for (NewMail mail : batch.mails()) {
      send(mail).onComplete(r -> onEnd(mail, r.result(), r.cause()));
    }
    return done.future();
  }

  private Future<Delivery> send(NewMail mail) {
    try {
      return mailer.send(mail);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private void onEnd(NewMail mail, Delivery delivery, Throwable fault) {
    outstanding--;
    Delivery result =
        fault == null ? delivery : new Delivery(Delivery.Result.FAILED, "internal fault: " + fault);
    ended.add(settlement(mail, result));
    if (!settling) {
      settleEnded();
    }
  }

  private Settlement settlement(NewMail mail, Delivery delivery) {
    return switch (delivery.result()) {
      case SENT -> new Settlement(mail.id(), Settlement.Kind.SENT, Duration.ZERO, delivery.reply());
      case REFUSED ->
          new Settlement(mail.id(), Settlement.Kind.DEAD, Duration.ZERO, delivery.reply());
      case FAILED ->
          batch.attempt() < policy.attempts()
              ? new Settlement(
                  mail.id(),
                  Settlement.Kind.RETRY,
                  policy.delayAfter(
                      batch.attempt(), () -> ThreadLocalRandom.current().nextDouble()),
                  delivery.reply())
              : new Settlement(mail.id(), Settlement.Kind.DEAD, Duration.ZERO, delivery.reply());
    };
  }

  private void settleEnded() {
    settling = true;
    List<Settlement> now = List.copyOf(ended);
    ended.clear();
    boolean last = outstanding == 0;
    store.settle(batch, now, last).onComplete(r -> afterSettle(now, last, r.cause(), r.result()));
  }

  private void afterSettle(
      List<Settlement> tried, boolean last, Throwable failure, Boolean stillOurs) {
    settling = false;
    if (failure != null) {
      // Nothing may be forgotten: the mails stay in the lease, and the lease stays ours by its
      // heartbeat, until the database has heard of them.
      LOG.warn(
          "{} results of lease {} could not be stored ({}); trying again",
          tried.size(),
          batch.leaseId(),
          failure.toString());
      ended.addAll(0, tried);
      settling = true;
      timers.after(SETTLE_AGAIN, this::settleEnded);
      return;
    }
    if (Boolean.FALSE.equals(stillOurs)) {
      LOG.warn(
          "Lease {} was no longer ours; {} results were discarded", batch.leaseId(), tried.size());
    }
    if (last) {
      done.complete();
    } else if (!ended.isEmpty()) {
      settleEnded();
    }
  }
}

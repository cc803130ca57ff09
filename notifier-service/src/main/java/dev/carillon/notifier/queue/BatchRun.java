package dev.carillon.notifier.queue;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.notifier.mail.Delivery;
import dev.carillon.notifier.mail.Mailer;
import dev.carillon.notifier.mail.Outgoing;
import dev.carillon.notifier.mail.Passage;
import dev.carillon.notifier.mail.Phase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
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
  private final Settling settling;
  private final Timers timers;
  private final Promise<Void> done = Promise.promise();
  private final Map<UUID, Flight> flights = new LinkedHashMap<>();
  private List<Ended> ended = new ArrayList<>();
  private BiConsumer<List<MailChange>, Integer> onSettled = (changes, ended) -> {};
  private boolean committing;

  /** A mail that has not ended, and how far it came. */
  private record Flight(Outgoing mail, Passage passage) {}

  /** A mail that has ended; the promise says whether that was committed. */
  private record Ended(Settlement settlement, Promise<Boolean> committed) {}

  BatchRun(Batch batch, QueueStore store, Mailer mailer, Settling settling, Timers timers) {
    this.batch = batch;
    this.store = store;
    this.mailer = mailer;
    this.settling = settling;
    this.timers = timers;
    batch.mails().forEach(mail -> flights.put(mail.id(), new Flight(mail, new Passage())));
  }

  /** Completes, always successfully, when nothing of the batch is in this process any more. */
  Future<Void> start() {
    committing = true; // what ends while the others are begun is settled together
    for (Flight flight : List.copyOf(flights.values())) {
      Settlement unsent = settling.beforeSending(flight.mail());
      if (unsent != null) {
        end(unsent, Promise.promise());
      } else {
        Work.begin(() -> mailer.send(flight.mail(), flight.passage()))
            .onComplete(r -> onDelivery(flight, r.result(), r.cause()));
      }
    }
    committing = false;
    if (!ended.isEmpty()) {
      commitEnded();
    }
    return done.future();
  }

  /** Who is told of what is settled, and of how many mails have left this process. */
  void onSettled(BiConsumer<List<MailChange>, Integer> listener) {
    onSettled = listener;
  }

  /**
   * The lease is somebody else's: what is not on the wire yet does not go out from here. Nobody has
   * cancelled it for that: should the lease be ours after all, it is tried again.
   */
  void abandon() {
    flights.values().forEach(flight -> flight.passage().callBack());
  }

  /** Whether a mail of the batch has not ended. */
  boolean holds(UUID mailId) {
    return flights.containsKey(mailId);
  }

  /** How far a mail that it holds came. */
  Phase phase(UUID mailId) {
    Flight flight = flights.get(mailId);
    return flight == null ? Phase.REPLIED : flight.passage().phase();
  }

  /**
   * Calls back a mail that it holds. Completes after the commit: false if the mail is on the wire
   * already or the lease was lost.
   */
  Future<Boolean> callBack(UUID mailId) {
    Flight flight = flights.get(mailId);
    if (flight == null || !flight.passage().callBack()) {
      return Future.succeededFuture(false);
    }
    Promise<Boolean> committed = Promise.promise();
    end(
        Settling.unsent(flight.mail(), Settlement.Kind.CANCELLED, Duration.ZERO, "called back"),
        committed);
    return committed.future();
  }

  private void onDelivery(Flight flight, @Nullable Delivery delivery, @Nullable Throwable fault) {
    if (!flights.containsKey(flight.mail().id())) {
      return; // called back meanwhile, and settled as that
    }
    Delivery result =
        delivery == null
            ? new Delivery(
                Delivery.Result.FAILED, flight.passage().phase(), "internal fault: " + fault)
            : delivery.result() == Delivery.Result.CANCELLED
                ? new Delivery(Delivery.Result.POSTPONED, delivery.phase(), "the lease was lost")
                : delivery;
    end(settling.of(flight.mail(), batch.attempt(), result), Promise.promise());
  }

  private void end(Settlement settlement, Promise<Boolean> committed) {
    flights.remove(settlement.mailId());
    ended.add(new Ended(settlement, committed));
    if (!committing) {
      commitEnded();
    }
  }

  private void commitEnded() {
    committing = true;
    List<Ended> now = ended;
    ended = new ArrayList<>();
    boolean last = flights.isEmpty();
    store
        .settle(batch, now.stream().map(Ended::settlement).toList(), last)
        .onComplete(r -> afterCommit(now, last, r.cause(), r.result()));
  }

  private void afterCommit(
      List<Ended> tried, boolean last, @Nullable Throwable failure, @Nullable Boolean stillOurs) {
    if (failure != null) {
      // Nothing may be forgotten: the mails stay in the lease, and the lease stays ours by its
      // heartbeat, until the database has heard of them.
      LOG.warn(
          "{} results of lease {} could not be stored ({}); trying again",
          tried.size(),
          batch.leaseId(),
          failure.toString());
      ended.addAll(0, tried);
      timers.after(SETTLE_AGAIN, this::commitEnded);
      return;
    }
    committing = false;
    boolean ours = Boolean.TRUE.equals(stillOurs);
    if (!ours) {
      LOG.warn(
          "Lease {} was no longer ours; {} results were discarded", batch.leaseId(), tried.size());
      abandon();
    }
    tried.forEach(e -> e.committed().complete(ours));
    onSettled.accept(
        ours ? tried.stream().map(e -> e.settlement().change()).toList() : List.of(), tried.size());
    if (last) {
      done.complete();
    } else if (!ended.isEmpty()) {
      commitEnded();
    }
  }
}

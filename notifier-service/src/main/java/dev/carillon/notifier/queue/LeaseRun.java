package dev.carillon.notifier.queue;

import dev.carillon.async.task.Work;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way: sends its mails side by side and hands what becomes of each to the {@link
 * OutcomeWriter}. A stale lease (the batch was rescued by somebody else) discards the results:
 * whoever rescued it sends again. One context only.
 */
final class LeaseRun {
  private final Batch batch;
  private final OutcomeWriter outcomeWriter;
  private final Mailer mailer;
  private final OutcomePolicy outcomePolicy;
  private final Promise<Void> done = Promise.promise();
  private final Map<UUID, Flight> flights = new LinkedHashMap<>();
  private int uncommitted;

  /** A mail that has not ended, and how far it came. */
  private record Flight(Outgoing mail, WireState wireState) {}

  LeaseRun(Batch batch, OutcomeWriter outcomeWriter, Mailer mailer, OutcomePolicy outcomePolicy) {
    this.batch = batch;
    this.outcomeWriter = outcomeWriter;
    this.mailer = mailer;
    this.outcomePolicy = outcomePolicy;
    this.uncommitted = batch.mails().size();
    batch.mails().forEach(mail -> flights.put(mail.id(), new Flight(mail, new WireState())));
  }

  /** Completes, always successfully, when nothing of the batch is in this process any more. */
  Future<Void> start() {
    for (Flight flight : List.copyOf(flights.values())) {
      Work.begin(() -> Future.succeededFuture(outcomePolicy.beforeSending(flight.mail())))
          .onSuccess(unsent -> endOrSend(flight, unsent))
          .onFailure(fault -> onDelivery(flight, null, fault));
    }
    return done.future();
  }

  private void endOrSend(Flight flight, @Nullable AttemptOutcome unsent) {
    if (unsent != null) {
      end(unsent).onSuccess(this::onCommitted);
    } else {
      Work.begin(() -> mailer.send(flight.mail(), flight.wireState()))
          .onComplete(r -> onDelivery(flight, r.result(), r.cause()));
    }
  }

  /**
   * The lease is somebody else's: what is not on the wire yet does not go out from here. Nobody has
   * cancelled it for that: should the lease be ours after all, it is tried again.
   */
  void abandon() {
    flights.values().forEach(flight -> flight.wireState().callBack());
  }

  /** Who has taken the batch. */
  long worker() {
    return batch.worker();
  }

  /** Whether a mail of the batch has not ended. */
  boolean holds(UUID mailId) {
    return flights.containsKey(mailId);
  }

  /** How far a mail that it holds came. */
  Phase phase(UUID mailId) {
    Flight flight = flights.get(mailId);
    return flight == null ? Phase.REPLIED : flight.wireState().phase();
  }

  /**
   * Calls back a mail that it holds. Completes after the commit: false if the mail is on the wire
   * already or the lease was lost.
   */
  Future<Boolean> callBack(UUID mailId) {
    Flight flight = flights.get(mailId);
    if (flight == null || !flight.wireState().callBack()) {
      return Future.succeededFuture(false);
    }
    return end(OutcomePolicy.unsent(
            flight.mail(), AttemptOutcome.Kind.CANCELLED, Duration.ZERO, "called back"))
        .onSuccess(this::onCommitted);
  }

  private void onDelivery(Flight flight, @Nullable Delivery delivery, @Nullable Throwable fault) {
    if (!flights.containsKey(flight.mail().id())) {
      return; // called back meanwhile, and settled as that
    }
    Delivery result =
        delivery == null
            ? new Delivery(
                Delivery.Result.FAILED, flight.wireState().phase(), "internal fault: " + fault)
            : delivery.result() == Delivery.Result.CANCELLED
                ? new Delivery(Delivery.Result.POSTPONED, delivery.phase(), "the lease was lost")
                : delivery;
    end(outcomePolicy.of(flight.mail(), batch.attempt(), result)).onSuccess(this::onCommitted);
  }

  private Future<Boolean> end(AttemptOutcome settlement) {
    flights.remove(settlement.mailId());
    return outcomeWriter.settle(new LeaseOutcome(batch, settlement));
  }

  private void onCommitted(boolean ours) {
    if (!ours) {
      abandon();
    }
    uncommitted--;
    if (uncommitted == 0) {
      done.complete();
    }
  }
}

package dev.carillon.notifier.queue;

import dev.carillon.async.task.Work;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.SendDecision;
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
 * Sends the mails of one lease concurrently and hands the outcome of each to the {@link
 * OutcomeWriter}. Outcomes of a lease that another process has rescued are discarded: that one
 * sends again. One context only.
 */
final class LeaseRun {
  private static final String STOPPED = "the service stopped before the server had answered";
  private static final String TOO_LATE = "it was not begun before the end of its lease came near";

  private final Batch batch;
  private final OutcomeWriter outcomeWriter;
  private final WireLine line;
  private final OutcomePolicy outcomePolicy;
  private final PassDesk passes;
  private final SlowVerdicts slow;
  private final LeaseDeadline deadline;
  private final Promise<Void> done = Promise.promise();
  private final Map<UUID, Flight> flights = new LinkedHashMap<>();
  private int uncommitted;

  LeaseRun(
      Batch batch,
      OutcomeWriter outcomeWriter,
      WireLine line,
      OutcomePolicy outcomePolicy,
      PassDesk passes,
      SlowVerdicts slow,
      LeaseDeadline deadline) {
    this.batch = batch;
    this.passes = passes;
    this.outcomeWriter = outcomeWriter;
    this.line = line;
    this.outcomePolicy = outcomePolicy;
    this.slow = slow;
    this.deadline = deadline;
    this.uncommitted = batch.mails().size();
    for (Outgoing mail : batch.mails()) {
      flights.put(
          mail.id(),
          new Flight(
              mail,
              new WireState(this::mayBegin, deadline::mayArrive, deadline::nanos),
              batch.attempt()));
    }
  }

  /** Completes, always successfully, when every mail of the batch is settled. */
  Future<Void> start() {
    for (Flight flight : List.copyOf(flights.values())) {
      Work.begin(() -> Future.succeededFuture(outcomePolicy.beforeSending(flight.mail())))
          .onSuccess(unsent -> endOrAsk(flight, unsent))
          .onFailure(fault -> onDelivery(flight, null, fault));
    }
    return done.future();
  }

  private void endOrAsk(Flight flight, @Nullable AttemptOutcome unsent) {
    if (unsent != null) {
      end(unsent).onSuccess(this::onCommitted);
    } else if (flight.mail().decision().kind() == SendDecision.Kind.ASK) {
      flight.asking = passes.pass(batch.leaseId(), flight.mail());
      flight.asking.onComplete(r -> onPass(flight, r.result()));
    } else {
      send(flight);
    }
  }

  private void send(Flight flight) {
    Work.begin(() -> line.send(batch, flight.mail(), flight.wireState()))
        .onComplete(r -> onDelivery(flight, r.result(), r.cause()));
  }

  /** What is parked has left the lease already. */
  private void onPass(Flight flight, @Nullable SendDecision decision) {
    flight.asking = null;
    if (decision == null) {
      onDelivery(flight, new Delivery(Delivery.Result.POSTPONED, Phase.CONNECT, "not asked"), null);
    } else if (decision.kind() == SendDecision.Kind.SEND) {
      send(flight);
    } else if (flights.remove(flight.mail().id()) != null) {
      passes.left(flight.mail(), decision);
      onCommitted(true);
    }
  }

  /** Until when it is not known whether a mail has a pass; null if that is known. */
  @Nullable Future<SendDecision> asking(UUID mailId) {
    Flight flight = flights.get(mailId);
    return flight == null ? null : flight.asking;
  }

  /** Nothing is begun that could not end under its lease, or whose end could not be stored. */
  private boolean mayBegin() {
    return deadline.mayBegin() && outcomeWriter.stores();
  }

  /** A second has passed. What may not be begun any more is given up. */
  void tick(long nowNanos) {
    if (!mayBegin()) {
      giveUp();
    }
    flights.values().forEach(flight -> flight.lookForSlowVerdict(nowNanos, slow));
  }

  private void giveUp() {
    for (Flight flight : List.copyOf(flights.values())) {
      if (flight.wireState().callBack()) {
        giveUp(flight);
      }
    }
  }

  /**
   * Its permit comes back at once, and it goes back into the queue as soon as that can be stored,
   * if the lease lives then; if not, whoever rescues the lease has it.
   */
  private void giveUp(Flight flight) {
    flights.remove(flight.mail().id());
    outcomeWriter
        .giveUp(
            new LeaseOutcome(
                batch,
                OutcomePolicy.unsent(
                    flight.mail(), AttemptOutcome.Kind.POSTPONED, Duration.ZERO, TOO_LATE)))
        .onSuccess(this::onCommitted);
  }

  /** Its lease was found by a heartbeat that was sent then, for this worker. */
  void found(long sentNanos, @Nullable Long by) {
    deadline.found(sentNanos, by);
  }

  /** How long ago the tables certainly had its lease. */
  Duration sinceFound() {
    return deadline.sinceFound();
  }

  /** Whether each of its mails has an outcome; then it leaves the tables with the last commit. */
  boolean isOver() {
    return flights.isEmpty();
  }

  /**
   * The lease was rescued: what is not on the wire yet is not sent from here, nor is the content of
   * what is. It is given up, not cancelled, in case the lease is ours after all.
   */
  void abandon() {
    deadline.lost();
    flights.values().forEach(flight -> flight.wireState().callBack());
  }

  /**
   * Settles what waits for a verdict that this process will not hear: it was begun.
   *
   * @param all what has not waited long too; what was not begun is left to others then
   */
  void writeDown(boolean all) {
    for (Flight flight : List.copyOf(flights.values())) {
      if (flight.isSlow() || (all && flight.wireState().phase() == Phase.DOT)) {
        onDelivery(flight, new Delivery(Delivery.Result.UNKNOWN, Phase.DOT, STOPPED), null);
      } else if (all && flight.wireState().callBack()) {
        onDelivery(flight, new Delivery(Delivery.Result.POSTPONED, Phase.CONNECT, STOPPED), null);
      }
    }
  }

  /** The worker under which the lease was taken. */
  long worker() {
    return batch.worker();
  }

  /** Whether a mail is in the batch and has no outcome yet. */
  boolean holds(UUID mailId) {
    return flights.containsKey(mailId);
  }

  /** How far the sending of a mail came. */
  Phase phase(UUID mailId) {
    Flight flight = flights.get(mailId);
    return flight == null ? Phase.REPLIED : flight.wireState().phase();
  }

  /**
   * Cancels a mail of the batch. Completes after the commit: false if the mail is on the wire
   * already or the lease was rescued.
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
      return; // cancelled meanwhile
    }
    if (delivery != null && delivery.result() == Delivery.Result.CANCELLED) {
      giveUp(flight);
      return;
    }
    Delivery result =
        delivery == null
            ? new Delivery(
                Delivery.Result.FAILED, flight.wireState().phase(), "internal fault: " + fault)
            : delivery;
    end(outcomePolicy.of(flight.mail(), batch.attempt(), result)).onSuccess(this::onCommitted);
  }

  private Future<Boolean> end(AttemptOutcome settlement) {
    Flight flight = flights.remove(settlement.mailId());
    return outcomeWriter.settle(
        flight == null ? new LeaseOutcome(batch, settlement) : flight.end(batch, settlement, slow));
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

package dev.carillon.notifier.queue;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.mail.HeldMail;
import dev.carillon.notifier.domain.delivery.DirectLease;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.QueueCapacity;
import dev.carillon.notifier.domain.queue.QueueStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link Intake} and {@link LeaseKeeper} going. One loop claims (woken by whoever stores mail
 * in this process, else polling with jitter), one claims beside it while there is a backlog, one
 * keeps leases alive, one does the upkeep, one puts what is due into the queue without a rest while
 * there is more, one looks each second for what waits too long.
 */
public final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /** Of a process that has had nothing to do; mail of its own wakes it. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  /** As late as what is due may be found by a process that has had nothing to do. */
  private static final Duration IDLE_DUE = Duration.ofMillis(500);

  /** What a process before, or a worker that was stopped on purpose, has left. */
  private static final Duration ALONE_LEFT = Duration.ofSeconds(10);

  private static final Duration OFTEN = Duration.ofMillis(500);
  private static final long TICK_MILLIS = 1_000;
  private static final double SPREAD = 0.25;

  /** Other processes rescue leases without a session 2 s after the server is back. */
  private static final long ORPHAN_MILLIS = 100;

  private final Context context;
  private final Intake intake;
  private final LeaseKeeper leases;
  private final LongSupplier often;
  private final Loop claiming;
  private final Loop beside;
  private final Loop heartbeat;
  private final Loop upkeep;
  private final Loop due;
  private final Loop tick;

  /**
   * Does nothing until {@link #start}.
   *
   * @param leases those of this process, used by this dispatcher only
   * @param capacity what it may hold at a time
   */
  public Dispatcher(
      Vertx vertx,
      Timers timers,
      QueueStore store,
      LeaseKeeper leases,
      Mailer mailer,
      OutcomePolicy policy,
      QueueCapacity capacity) {
    this.context = vertx.getOrCreateContext();
    this.leases = leases;
    this.intake = intake(context, timers, store, leases, mailer, policy, capacity);
    this.often = Loop.jittered(OFTEN, SPREAD, policy.random());
    LongSupplier poll = Loop.jittered(POLL, SPREAD, policy.random());
    this.claiming =
        new Loop("mail claim", vertx, timers, poll, intake::claimOnce)
            .easing(IDLE, Alone.REST, () -> Future.succeededFuture(untilClaim()));
    this.beside =
        atWork(
            new Loop("mail claim while many wait", vertx, timers, poll, intake::claimBesideOnce));
    this.heartbeat = heartbeat(vertx, timers);
    this.upkeep =
        new Loop("mail left behind", vertx, timers, often, this::upkeepOnce)
            .easing(OFTEN, ALONE_LEFT);
    this.due =
        new Loop("mail that is due", vertx, timers, poll, this::dueOnce)
            .easing(IDLE_DUE, Alone.REST, store::untilDue);
    this.tick = tick(vertx, timers);
    intake.onMail(claiming::wake);
    intake.onWork(this::stir);
  }

  private Loop heartbeat(Vertx vertx, Timers timers) {
    return atWork(
        new Loop("mail heartbeat", vertx, timers, this::heartbeatMillis, this::heartbeatOnce));
  }

  private Loop tick(Vertx vertx, Timers timers) {
    return atWork(new Loop("leases of mail", vertx, timers, () -> TICK_MILLIS, this::tickOnce));
  }

  /** Of what has something to do only while mail is in hand. */
  private Loop atWork(Loop loop) {
    return loop.easing(Duration.ZERO, Alone.REST, this::untilWork);
  }

  private static Intake intake(
      Context context,
      Timers timers,
      QueueStore store,
      LeaseKeeper leases,
      Mailer mailer,
      OutcomePolicy policy,
      QueueCapacity capacity) {
    return new Intake(
        store,
        leases,
        mailer,
        policy,
        capacity,
        timers,
        action -> context.runOnContext(v -> action.run()));
  }

  /** What this process works on may have to be tried again soon, and its leases to be renewed. */
  private void stir() {
    due.stir();
    beside.stir();
    heartbeat.stir();
    upkeep.stir();
    tick.stir();
  }

  private long heartbeatMillis() {
    return leases.isOrphan() ? ORPHAN_MILLIS : often.getAsLong();
  }

  /** Starts to take mail. */
  public void start() {
    claiming.start();
    beside.start();
    heartbeat.start();
    upkeep.start();
    due.start();
    tick.start();
  }

  /** The way of new mail into this process's hands. */
  public DirectLease lease() {
    return intake;
  }

  /** Where this process tells of mail: whoever changes mail tells it there, to keep its order. */
  public MailEvents events() {
    return leases.events();
  }

  /** Cancels a mail if this process holds it. From any thread. */
  public Future<HeldMail> callBack(UUID mailId) {
    Promise<HeldMail> answer = Promise.promise();
    context.runOnContext(v -> leases.callBack(mailId).onComplete(answer));
    return answer.future();
  }

  /** Takes no more mail; completes when all that was taken is settled. */
  public Future<Void> stop() {
    return claiming
        .stop()
        .eventually(beside::stop)
        .eventually(due::stop)
        .compose(v -> drain())
        .eventually(tick::stop)
        .eventually(heartbeat::stop)
        .eventually(upkeep::stop);
  }

  /** Leaves everything where it is: no pass begins any more, and nothing is settled or told. */
  public void abandon() {
    List.of(claiming, beside, due, tick, heartbeat, upkeep)
        .forEach(loop -> loop.stop().onFailure(e -> LOG.debug("Already stopped", e)));
  }

  /** Without a session the next try must come soon: a failure would make the rest longer. */
  private Future<Boolean> heartbeatOnce() {
    return leases
        .heartbeatOnce()
        .map(false)
        .recover(e -> leases.isOrphan() ? Future.succeededFuture(false) : Future.failedFuture(e));
  }

  /** Mail may be waiting for a server, and no server says that it takes mail again. */
  private Duration untilClaim() {
    return intake.hasRoom() ? Alone.REST : IDLE;
  }

  private Future<Void> drain() {
    Promise<Void> drained = Promise.promise();
    context.runOnContext(v -> intake.drain().onComplete(drained));
    return drained.future();
  }

  private Future<Boolean> tickOnce() {
    intake.tick();
    return Future.succeededFuture(false);
  }

  /** Without a lease nothing beats and nothing ends; a claim that takes one ends the rest. */
  private Future<Duration> untilWork() {
    return Future.succeededFuture(leases.leases().isEmpty() ? Alone.REST : Duration.ZERO);
  }

  private Future<Boolean> upkeepOnce() {
    return leases
        .upkeepOnce()
        .onSuccess(this::wakeIf)
        .onSuccess(
            rescued -> {
              if (leases.isInDoubt()) {
                upkeep.stir(); // only looks that follow soon can tell
              }
            })
        .map(false);
  }

  private Future<Boolean> dueOnce() {
    return leases.dueOnce().onSuccess(this::wakeIf);
  }

  private void wakeIf(boolean madeReady) {
    if (madeReady) {
      claiming.wake();
    }
  }
}

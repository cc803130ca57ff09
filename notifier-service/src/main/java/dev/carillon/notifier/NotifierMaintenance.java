package dev.carillon.notifier;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.loop.Loop;
import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.notifier.domain.accept.AcceptStore;
import dev.carillon.notifier.domain.broadcast.BroadcastStore;
import dev.carillon.notifier.domain.erasure.Erasures;
import dev.carillon.notifier.domain.retention.Retention;
import dev.carillon.notifier.domain.throttle.ThrottleStore;
import dev.carillon.store.pg.idempotency.IdempotencyCleanup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What notifier-service does beside its requests and its queue: fires broadcasts, learns the rules
 * about SMTP servers, wakes what was left parked, and forgets what has expired and what was kept
 * long enough.
 */
final class NotifierMaintenance {
  private static final Duration TICK = Duration.ofMillis(150);
  private static final double TICK_SPREAD = 0.33;
  private static final Duration IDLE_TICK = Duration.ofMillis(500);

  private static final Duration RELEASE = Duration.ofSeconds(1);
  private static final long RULES_MILLIS = 500;
  private static final long FORGET_MILLIS = 60_000;
  private static final long RETENTION_MILLIS = 600_000;
  private static final Duration BOOKS = Duration.ofSeconds(2);
  private static final int FORGOTTEN_AT_ONCE = 1_000;

  private final AcceptStore accepts;
  private final BroadcastStore broadcasts;
  private final ThrottleStore throttles;
  private final Erasures erasures;
  private final Consumer<List<SmtpServerRule>> learnt;
  private final Runnable fired;
  private final List<Loop> loops;
  private final IdempotencyCleanup answers;

  /**
   * Rests until {@link #start}.
   *
   * @param retention forgets mail
   * @param learnt is told the rules about SMTP servers
   * @param fired called after a commit that fired a broadcast: it is to be relayed
   */
  NotifierMaintenance(
      Vertx vertx,
      NotifierStores stores,
      Retention retention,
      Consumer<List<SmtpServerRule>> learnt,
      Runnable fired) {
    Timers timers = Timers.of(vertx);
    this.accepts = stores.accepts();
    this.broadcasts = stores.broadcasts();
    this.throttles = stores.throttles();
    this.erasures = new Erasures(stores.erasures());
    this.learnt = learnt;
    this.fired = fired;
    this.answers = new IdempotencyCleanup(vertx, "notifier", stores.idempotency());
    this.loops = loops(vertx, timers, stores, retention);
  }

  private List<Loop> loops(Vertx vertx, Timers timers, NotifierStores stores, Retention retention) {
    return List.of(
        new Loop("broadcast ticker", vertx, timers, Loop.jittered(TICK, TICK_SPREAD), this::fireDue)
            .easing(IDLE_TICK, Alone.REST, broadcasts::untilDue),
        new Loop("smtp rules", vertx, timers, () -> RULES_MILLIS, () -> learnRules().map(false))
            .easing(Duration.ZERO, Alone.REST),
        new Loop("cleanup of keys and throttles", vertx, timers, () -> FORGET_MILLIS, this::forget),
        new Loop("mail retention", vertx, timers, () -> RETENTION_MILLIS, retention::step),
        new Loop(
                "mail ledger", vertx, timers, Loop.jittered(BOOKS, TICK_SPREAD), retention::balance)
            .easing(Duration.ZERO, Alone.REST),
        new Loop(
                "release of held mail",
                vertx,
                timers,
                Loop.jittered(RELEASE, TICK_SPREAD),
                stores.suppressions()::release)
            .easing(Duration.ZERO, Alone.REST),
        new Loop(
            "late mail of erased users",
            vertx,
            timers,
            () -> FORGET_MILLIS,
            () -> erasures.sweep().map(false)));
  }

  /**
   * There is no leader and no cluster lock: every node asks, and the row of the tick decides who
   * fires it, so a tick is neither missed when a node dies nor doubled when several live.
   */
  private Future<Boolean> fireDue() {
    return broadcasts.fireDue(fired).map(false);
  }

  /** There are events that nobody relays yet: of a run by hand, or to be tried again. */
  void relay() {
    fired.run();
  }

  /** Reads the rules about servers, so that they apply in every process soon. */
  Future<?> learnRules() {
    return throttles.servers().onSuccess(learnt::accept);
  }

  private Future<Boolean> forget() {
    return each(
        List.of(
            () -> throttles.wakeLeft(FORGOTTEN_AT_ONCE),
            () -> accepts.forget(FORGOTTEN_AT_ONCE),
            () -> throttles.forget(FORGOTTEN_AT_ONCE)));
  }

  /** One that fails keeps no other from running; whether one of them has more to do. */
  static Future<Boolean> each(List<Supplier<Future<Boolean>>> parts) {
    return Future.join(parts.stream().map(Work::begin).toList())
        .map(all -> all.<Boolean>list().contains(true));
  }

  void start() {
    loops.forEach(Loop::start);
    answers.start();
  }

  Future<?> stop() {
    return Future.join(loops.stream().map(Loop::stop).toList()).eventually(answers::stop);
  }
}

package dev.carillon.store.bulkhead;

import dev.carillon.async.batch.SingleFlight;
import dev.carillon.async.retry.Breaker;
import dev.carillon.async.sync.AsyncSemaphore;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.sync.WaitTimeoutException;
import dev.carillon.async.task.Work;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The door to the connections of one store. So many uses may be under way and so many more may
 * wait, for so long; the next is refused at once, and so is everyone while the store does not
 * answer (a circuit breaker): a store that is away costs its users no time. Nothing stays inside
 * for longer than its limit. Metrics: {@code carillon_pool_*}, with the label {@code pool}.
 * Thread-safe.
 */
public final class Bulkhead implements AutoCloseable {
  private static final int FAILURES = 5;
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final Duration REST = Duration.ofMillis(500);

  /** Whoever waits for the outcome has not much time left. */
  private static final Duration PING_LIMIT = Duration.ofMillis(150);

  /** The question after a probe that took too long, and what time-outs are late by. */
  private static final Duration AFTER_STAY = PING_LIMIT.plusMillis(250);

  private final String name;
  private final Capacity limits;
  private final Clocks clocks;
  private final MeterRegistry registry;
  private final AsyncSemaphore permits;
  private final Predicate<Throwable> absence;
  private final SingleFlight<String, Object> signs;
  private final Breaker breaker;
  private final Timer waits;
  private final List<Meter> meters;

  /**
   * How many and for how long.
   *
   * @param inside uses at the same time
   * @param waiting uses that may wait beside them
   * @param longestWait how long they may wait
   * @param longestStay how long a use may take
   */
  public record Capacity(int inside, int waiting, Duration longestWait, Duration longestStay) {
    /** The same for fewer or more at a time. */
    public Capacity inside(int other) {
      return new Capacity(other, waiting, longestWait, longestStay);
    }

    /** The same for uses of another length. */
    public Capacity staying(Duration other) {
      return new Capacity(inside, waiting, longestWait, other);
    }
  }

  /**
   * A client that is used through a bulkhead only.
   *
   * @param client belongs to whoever made it
   */
  public record Guarded<C>(C client, Bulkhead bulkhead) {
    /** Lets a use of the client through, as {@link Bulkhead#run} does. */
    public <T> Future<T> run(Function<? super C, Future<T>> use) {
      return bulkhead.run(() -> use.apply(client));
    }
  }

  /** A bulkhead of a store that cannot be asked: a use that takes too long says that it is away. */
  public Bulkhead(
      String name,
      Vertx vertx,
      Capacity limits,
      Predicate<Throwable> absence,
      Clocks clocks,
      MeterRegistry registry) {
    this(name, vertx, limits, absence, Bulkhead::cannotAsk, clocks, registry);
  }

  /**
   * A bulkhead that nobody is in.
   *
   * @param ping asks the store for a sign of life, beside those who are inside: a use that takes
   *     too long may be one that asks too much, and then the others must not suffer
   * @param absence which failures say that the store is away; what a request got wrong, or what
   *     another request holds, says that it is there
   * @param registry where its figures stand until it is closed
   */
  public Bulkhead(
      String name,
      Vertx vertx,
      Capacity limits,
      Predicate<Throwable> absence,
      Supplier<Future<?>> ping,
      Clocks clocks,
      MeterRegistry registry) {
    this.name = name;
    this.limits = limits;
    this.clocks = clocks;
    this.registry = registry;
    this.permits = AsyncSemaphore.bounded(name, limits.inside(), Timers.of(vertx));
    this.absence = absence;
    this.signs = new SingleFlight<>(n -> sign(n, ping));
    this.breaker = breaker();
    this.waits = waits();
    this.meters =
        List.of(
            waits,
            gauge("carillon.pool.in.use", "Uses under way", p -> limits.inside() - p.available()),
            gauge("carillon.pool.waiting", "Uses that wait", AsyncSemaphore::waiting),
            gauge("carillon.pool.room", "The most uses at a time", p -> limits.inside()));
  }

  private Timer waits() {
    return Timer.builder("carillon.pool.wait")
        .description("How long uses waited for their turn")
        .tag("pool", name)
        .register(registry);
  }

  private Breaker breaker() {
    Duration probe = limits.longestStay().plus(AFTER_STAY);
    return new Breaker(name, clocks, new Breaker.Limits(FAILURES, WINDOW, REST, probe), e -> true);
  }

  private static Future<Object> sign(String name, Supplier<Future<?>> ping) {
    return Timers.within(ping.get().map(sign -> name), PING_LIMIT);
  }

  private static Future<?> cannotAsk() {
    return Future.failedFuture("no ping");
  }

  private Gauge gauge(String meter, String what, ToDoubleFunction<AsyncSemaphore> value) {
    return Gauge.builder(meter, permits, value)
        .description(what)
        .tag("pool", name)
        .register(registry);
  }

  /** A client whose uses pass this bulkhead. */
  public <C> Guarded<C> guard(C client) {
    return new Guarded<>(client, this);
  }

  /**
   * Lets a use through. UNAVAILABLE when there is no room or the store is away: nothing was begun;
   * TIMEOUT when a use took too long, which may still end.
   */
  public <T> Future<T> run(Supplier<Future<T>> use) {
    if (breaker.isOpen()) {
      return Future.failedFuture(away());
    }
    if (permits.tryAcquire()) {
      waits.record(Duration.ZERO);
      return inside(use);
    }
    if (permits.waiting() >= limits.waiting()) {
      return Future.failedFuture(
          Failure.of(FailureCode.UNAVAILABLE, "Too many wait for " + name + " already"));
    }
    long began = clocks.nanos();
    return permits
        .acquire(Wait.atMost(limits.longestWait()))
        .recover(e -> Future.failedFuture(e instanceof WaitTimeoutException ? full() : e))
        .compose(
            v -> {
              waits.record(clocks.nanos() - began, TimeUnit.NANOSECONDS);
              return inside(use);
            });
  }

  private <T> Future<T> inside(Supplier<Future<T>> use) {
    Breaker.Attempt attempt = breaker.attempt();
    if (attempt == null) {
      permits.release();
      return Future.failedFuture(away());
    }
    Promise<T> answer = Work.promise();
    Timers.within(Work.begin(use), limits.longestStay())
        .onComplete((result, failure) -> judge(attempt, answer, result, failure));
    return answer.future();
  }

  /** For the breaker every answer is a success, also one that refuses. */
  private <T> void judge(
      Breaker.Attempt attempt, Promise<T> answer, T result, @Nullable Throwable failure) {
    if (failure instanceof TimeoutException late) {
      signs // one question for all who wonder at the time
          .get(name)
          .onComplete(sign -> end(attempt, answer, sign.succeeded() ? null : late, late));
    } else if (failure != null) {
      end(attempt, answer, absence.test(failure) ? failure : null, failure);
    } else {
      attempt.ended(null);
      permits.release();
      answer.complete(result);
    }
  }

  private void end(
      Breaker.Attempt attempt, Promise<?> answer, @Nullable Throwable absent, Throwable failure) {
    attempt.ended(absent);
    permits.release();
    answer.fail(translate(failure));
  }

  private Throwable translate(Throwable cause) {
    return cause instanceof TimeoutException
        ? Failure.of(FailureCode.TIMEOUT, name + " took too long to answer", cause)
        : cause;
  }

  private Failure away() {
    return Failure.of(FailureCode.UNAVAILABLE, "No answer from " + name + " at the moment");
  }

  private Failure full() {
    return Failure.of(FailureCode.UNAVAILABLE, "No turn came for " + name + " in time");
  }

  /** Forgets its metrics. */
  @Override
  public void close() {
    meters.forEach(registry::remove);
  }
}

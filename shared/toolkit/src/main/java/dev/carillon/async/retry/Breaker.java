package dev.carillon.async.retry;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Durations;
import dev.carillon.async.time.Timers;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A circuit breaker: after several failures within a window it refuses at once for a while, then
 * lets one attempt through and closes again if that succeeds. This is vertx-circuit-breaker with
 * three habits set: it ends no work of its callers (see {@code Timeouts}); only failures that say
 * something about the other side count; and the attempt that is let through counts as failed when
 * it has not ended in time, else one answer that never comes would keep it open for ever.
 *
 * <pre>{@code
 * Breaker breaker = new Breaker("upstream", vertx,
 *     new Breaker.Limits(5, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(5)),
 *     Retry::always);
 * Future<Page> page = breaker.run(() -> fetch(url));
 * }</pre>
 *
 * <p><b>Order</b>: none. <b>Threads</b>: safe from any. <b>Cancellation</b>: of the work is a
 * failure like others unless {@code counts} says otherwise. <b>Failure</b>: the work's, or {@link
 * OpenException} while it is open.
 */
public final class Breaker {
  private static final Duration LONGEST_WINDOW = Duration.ofDays(1);

  private final String name;
  private final Timers timers;
  private final Limits limits;
  private final CircuitBreaker breaker;

  /**
   * When it opens and for how long.
   *
   * @param failures how many failures open it, at least one
   * @param window within which they must come, a day at most: each second of it is counted
   * @param rest how long it stays open before an attempt is let through
   * @param probe how long that attempt may take before it counts as failed; its caller goes on
   *     waiting for its work
   */
  public record Limits(int failures, Duration window, Duration rest, Duration probe) {}

  /** It is open: the work was not begun. */
  public static final class OpenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OpenException(String name) {
      super(name + " failed too often; it is left alone for a while", null, false, false);
    }
  }

  /**
   * A closed breaker.
   *
   * @param counts which failures count; the others pass through as if they were successes
   */
  public Breaker(String name, Vertx vertx, Limits limits, Predicate<Throwable> counts) {
    this.name = name;
    this.timers = Timers.of(vertx);
    this.limits = limits;
    this.breaker =
        CircuitBreaker.create(
                name,
                vertx,
                new CircuitBreakerOptions()
                    .setTimeout(-1)
                    .setMaxRetries(0)
                    .setMaxFailures(limits.failures())
                    .setFailuresRollingWindow(
                        Math.min(Durations.millis(limits.window()), LONGEST_WINDOW.toMillis()))
                    .setResetTimeout(Durations.millis(limits.rest())))
            .failurePolicy(done -> done.failed() && (isTrying() || counts.test(done.cause())));
  }

  /** Begins {@code action} unless it is open. */
  public <T> Future<T> run(Supplier<Future<T>> action) {
    AtomicReference<Future<T>> work = new AtomicReference<>();
    Future<T> counted =
        breaker.execute(
            () -> {
              Future<T> begun = Work.begin(action);
              work.set(begun);
              return isTrying() ? inTime(begun) : begun;
            });
    return Work.here(counted)
        .transform(
            seen -> {
              Future<T> own = work.get();
              return own == null ? Future.failedFuture(refusal(seen.cause())) : own;
            });
  }

  private Throwable refusal(Throwable cause) {
    return cause instanceof OpenCircuitException ? new OpenException(name) : cause;
  }

  /** What the breaker sees of the attempt that it lets through. */
  private <T> Future<T> inTime(Future<T> attempt) {
    Promise<T> seen = Promise.promise();
    Timers.Pending timer = timers.after(limits.probe(), () -> seen.tryFail(late()));
    attempt.onComplete(
        r -> {
          timer.cancel();
          if (r.succeeded()) {
            seen.tryComplete(r.result());
          } else {
            seen.tryFail(r.cause());
          }
        });
    return seen.future();
  }

  private TimeoutException late() {
    return new TimeoutException(name + " gave no answer within " + Durations.text(limits.probe()));
  }

  /** Half open: only an answer closes it, whatever the attempt failed with. */
  private boolean isTrying() {
    return breaker.state() == CircuitBreakerState.HALF_OPEN;
  }

  /** Whether it refuses at the moment. */
  public boolean isOpen() {
    return breaker.state() == CircuitBreakerState.OPEN;
  }

  /** Forgets the past and lets go of its timers. */
  public void close() {
    breaker.close();
  }
}

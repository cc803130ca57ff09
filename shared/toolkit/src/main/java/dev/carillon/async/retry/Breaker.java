package dev.carillon.async.retry;

import dev.carillon.async.task.Work;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A circuit breaker: after several failures within a window it refuses at once for a while, then
 * lets one attempt through and closes again if that succeeds. This is vertx-circuit-breaker with
 * two habits set: it has no time-out of its own (it would not cancel the work; see {@code
 * Timeouts}), and only failures that say something about the other side count.
 *
 * <pre>{@code
 * Breaker breaker = new Breaker("upstream", vertx,
 *     new Breaker.Limits(5, Duration.ofSeconds(10), Duration.ofSeconds(5)), Retry::always);
 * Future<Page> page = breaker.run(() -> fetch(url));
 * }</pre>
 *
 * <p><b>Order</b>: none. <b>Threads</b>: safe from any. <b>Cancellation</b>: of the work is a
 * failure like others unless {@code counts} says otherwise. <b>Failure</b>: the work's, or {@link
 * OpenException} while it is open.
 */
public final class Breaker {
  private final String name;
  private final CircuitBreaker breaker;

  /**
   * When it opens and for how long.
   *
   * @param failures how many failures open it, at least one
   * @param window within which they must come
   * @param rest how long it stays open before an attempt is let through
   */
  public record Limits(int failures, Duration window, Duration rest) {}

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
    this.breaker =
        CircuitBreaker.create(
                name,
                vertx,
                new CircuitBreakerOptions()
                    .setTimeout(-1)
                    .setMaxRetries(0)
                    .setMaxFailures(limits.failures())
                    .setFailuresRollingWindow(limits.window().toMillis())
                    .setResetTimeout(limits.rest().toMillis()))
            .failurePolicy(done -> done.failed() && (isTrying() || counts.test(done.cause())));
  }

  /** Begins {@code action} unless it is open. */
  public <T> Future<T> run(Supplier<Future<T>> action) {
    return Work.here(breaker.execute(action))
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof OpenCircuitException ? new OpenException(name) : failure));
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

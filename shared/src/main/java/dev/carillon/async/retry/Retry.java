package dev.carillon.async.retry;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Tries again what may succeed later. Only for work that may safely be done twice. An attempt whose
 * wait would end after the deadline is not made: the caller gets the last failure in time.
 *
 * <pre>{@code
 * retry.run(deadline, Retry::always, () -> client.get(url));
 * }</pre>
 */
public final class Retry {
  private final RetryPolicy policy;
  private final Timers timers;
  private final Clocks clocks;
  private final DoubleSupplier random;

  /** With the random numbers of the running thread. */
  public Retry(RetryPolicy policy, Timers timers, Clocks clocks) {
    this(policy, timers, clocks, () -> ThreadLocalRandom.current().nextDouble());
  }

  /** With given random numbers, from 0 (included) to 1 (excluded). */
  public Retry(RetryPolicy policy, Timers timers, Clocks clocks, DoubleSupplier random) {
    this.policy = policy;
    this.timers = timers;
    this.clocks = clocks;
    this.random = random;
  }

  /** Every failure is worth another attempt. */
  public static boolean always(Throwable failure) {
    return true;
  }

  /**
   * Runs {@code action} until it succeeds, the policy or the deadline ends, or a failure comes that
   * is not worth another attempt.
   */
  public <T> Future<T> run(
      Deadline deadline, Predicate<Throwable> worthIt, Supplier<Future<T>> action) {
    return attempt(1, deadline, worthIt, action);
  }

  private <T> Future<T> attempt(
      int number, Deadline deadline, Predicate<Throwable> worthIt, Supplier<Future<T>> action) {
    return Future.<Void>succeededFuture()
        .compose(v -> action.get())
        .recover(
            failure -> {
              Duration delay = policy.delayAfter(number, random);
              boolean inTime = delay.toMillis() < deadline.remainingMillis(clocks);
              return number < policy.attempts() && inTime && worthIt.test(failure)
                  ? after(delay).compose(v -> attempt(number + 1, deadline, worthIt, action))
                  : Future.failedFuture(failure);
            });
  }

  private Future<Void> after(Duration delay) {
    Promise<Void> passed = Promise.promise();
    timers.after(delay, passed::complete);
    return passed.future();
  }
}

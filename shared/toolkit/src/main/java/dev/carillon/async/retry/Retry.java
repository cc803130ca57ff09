package dev.carillon.async.retry;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Sleep;
import dev.carillon.async.task.Work;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Durations;
import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Tries again what may succeed later. Only for work that may safely be done twice.
 *
 * <pre>{@code
 * Retry retry = new Retry(
 *     new RetryPolicy.Exponential(4, Duration.ofMillis(100), Duration.ofSeconds(2)), timers, clocks);
 * Future<Page> page = retry.run(deadline, cancellation, Retry::always, () -> fetch(url));
 * }</pre>
 *
 * <p><b>Order</b>: attempts follow one another. <b>Threads</b>: safe from any; attempts run on the
 * caller's context. <b>Cancellation</b>: ends the wait between two attempts; an attempt under way
 * must heed it by itself. <b>Failure</b>: of the last attempt, when the policy or the deadline ends
 * or the failure is not worth another one. An attempt whose wait would end after the deadline is
 * not made: the caller gets the last failure in time.
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

  /** Runs {@code action} until it succeeds or there is a reason to stop, and nobody cancels. */
  public <T> Future<T> run(
      Deadline deadline, Predicate<Throwable> worthIt, Supplier<Future<T>> action) {
    return run(deadline, new Cancellation(), worthIt, action);
  }

  /** The same; no further attempt begins once it is cancelled. */
  public <T> Future<T> run(
      Deadline deadline,
      Cancellation cancellation,
      Predicate<Throwable> worthIt,
      Supplier<Future<T>> action) {
    return Debug.watch(
        "retried work", new Run<>(deadline, cancellation, worthIt, action).attempt(1));
  }

  private final class Run<T> {
    private final Deadline deadline;
    private final Cancellation cancellation;
    private final Predicate<Throwable> worthIt;
    private final Supplier<Future<T>> action;

    Run(
        Deadline deadline,
        Cancellation cancellation,
        Predicate<Throwable> worthIt,
        Supplier<Future<T>> action) {
      this.deadline = deadline;
      this.cancellation = cancellation;
      this.worthIt = worthIt;
      this.action = action;
    }

    Future<T> attempt(int number) {
      if (cancellation.isCancelled()) {
        return Future.failedFuture(cancellation.exception());
      }
      return Work.here(Work.begin(action)).recover(failure -> next(number, failure));
    }

    private Future<T> next(int number, Throwable failure) {
      Duration delay = policy.delayAfter(number, random);
      boolean inTime = Durations.millis(delay) < deadline.remainingMillis(clocks);
      boolean again =
          number < policy.attempts()
              && inTime
              && !cancellation.isCancelled()
              && worthIt.test(failure);
      return again
          ? Sleep.of(delay, timers, cancellation).compose(v -> attempt(number + 1))
          : Future.failedFuture(failure);
    }
  }
}

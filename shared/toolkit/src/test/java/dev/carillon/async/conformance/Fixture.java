package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.sync.Wait;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Sleep;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** One thread, time by hand, and a list of what happened. */
abstract class Fixture {
  final ManualClock clock = new ManualClock();
  final ManualTimers timers = new ManualTimers();
  final List<Object> log = new ArrayList<>();

  /** Lets time pass in steps of a millisecond, both clocks together. */
  final void pass(long millis) {
    for (long i = 0; i < millis; i++) {
      clock.advance(Duration.ofMillis(1));
      timers.advance(Duration.ofMillis(1));
    }
  }

  final Future<Void> sleep(long millis, Cancellation cancellation) {
    return Sleep.of(Duration.ofMillis(millis), timers, cancellation);
  }

  final Future<Void> crashAfter(long millis, Cancellation cancellation, String why) {
    return sleep(millis, cancellation).compose(v -> Future.failedFuture(new Crash(why)));
  }

  /** Sleeps, and fails in its clean-up however the sleep ends. */
  final Future<Void> crashInCleanUp(Cancellation cancellation, String why) {
    return sleep(10_000, cancellation).transform(r -> Future.failedFuture(new Crash(why)));
  }

  /** Adds to the log when it completes. */
  final <T> Future<T> logged(Object what, Future<T> future) {
    return future.onSuccess(v -> log.add(what));
  }

  static Wait until(Cancellation cancellation) {
    return Wait.until(cancellation);
  }

  /** For work whose end nobody looks at. */
  static void begun(Future<?> future) {
    assertThat(future).isNotNull();
  }

  static void pending(Future<?> future) {
    assertThat(future.isComplete()).isFalse();
  }

  static void succeeded(Future<?> future) {
    assertThat(future.succeeded()).as(String.valueOf(future)).isTrue();
  }

  static void cancelled(Future<?> future) {
    assertThat(future.cause()).isInstanceOf(CancellationException.class);
  }

  static Future<Void> done() {
    return Future.succeededFuture();
  }

  /** A failure of the test's own. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Crash(String why) {
      super(why);
    }
  }
}

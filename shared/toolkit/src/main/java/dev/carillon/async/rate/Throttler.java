package dev.carillon.async.rate;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Durations;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs a call at once, and drops those that come within {@code interval} after one that ran (the
 * first one wins; a {@link Debouncer} lets the last one win).
 *
 * <pre>{@code
 * Throttler throttler = new Throttler(Duration.ofSeconds(1), clocks);
 * Optional<Future<Page>> page = throttler.call(() -> fetch(url)); // empty when it is too soon
 * }</pre>
 *
 * <p><b>Order</b>: the first call of an interval wins. <b>Threads</b>: safe from any.
 * <b>Cancellation</b>: nothing waits. <b>Failure</b>: the action's own; one that failed has used up
 * its interval.
 */
public final class Throttler {
  private final Duration interval;
  private final Clocks clocks;
  private long lastRun;
  private boolean ran;

  /** One call per interval. */
  public Throttler(Duration interval, Clocks clocks) {
    this.interval = interval;
    this.clocks = clocks;
  }

  /** Runs {@code action}, or gives nothing because the last run is too recent. */
  public <T> Optional<Future<T>> call(Supplier<Future<T>> action) {
    synchronized (this) {
      long now = clocks.nanos();
      if (ran && now - lastRun < Durations.nanos(interval)) {
        return Optional.empty();
      }
      ran = true;
      lastRun = now;
    }
    return Optional.of(Work.here(Work.begin(action)));
  }
}

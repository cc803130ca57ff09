package dev.carillon.async.time;

import io.vertx.core.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs callbacks soon, after a while, or at a moment, after asyncio's {@code call_soon}, {@code
 * call_later} and {@code call_at}. In memory: what must survive the process is a mail with {@code
 * sendAt} or a broadcast.
 *
 * <pre>{@code
 * Scheduler scheduler = new Scheduler(vertx.getOrCreateContext(), timers, clocks);
 * scheduler.soon(() -> log("in the next turn"));
 * Scheduler.Scheduled later = scheduler.after(Duration.ofSeconds(5), () -> log("in 5 s"));
 * scheduler.at(Instant.parse("2027-01-01T00:00:00Z"), () -> log("a new year"));
 * later.cancel();
 * }</pre>
 *
 * <p><b>Order</b>: {@link #soon} runs in the order of the calls; {@link #after} and {@link #at} in
 * the order of their moments. <b>Threads</b>: safe from any; callbacks run on the scheduler's
 * context, one at a time. <b>Cancellation</b>: a callback that was cancelled before it began does
 * not run. <b>Failure</b>: what a callback throws goes to the context's exception handler and hurts
 * no other callback.
 */
public final class Scheduler {
  /** No single timer is longer, so that a wall clock that is set is noticed within this time. */
  static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

  private final Context context;
  private final Timers timers;
  private final Clocks clocks;

  /** Callbacks run on {@code context}. */
  public Scheduler(Context context, Timers timers, Clocks clocks) {
    this.context = context;
    this.timers = timers;
    this.clocks = clocks;
  }

  /** A callback that has not run yet. */
  public final class Scheduled {
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final Runnable callback;
    private volatile Timers.Pending timer = () -> false;

    private Scheduled(Runnable callback) {
      this.callback = callback;
    }

    /** Takes it back; true if it had not run. */
    public boolean cancel() {
      boolean cancelled = state.compareAndSet(State.WAITING, State.CANCELLED);
      timer.cancel();
      return cancelled;
    }

    /** Whether it was taken back before it ran. */
    public boolean isCancelled() {
      return state.get() == State.CANCELLED;
    }

    private void run() {
      context.runOnContext(
          v -> {
            if (state.compareAndSet(State.WAITING, State.RUN)) {
              callback.run();
            }
          });
    }

    private Scheduled sleep(Duration delay, Runnable then) {
      timer = timers.after(delay, then);
      if (state.get() != State.WAITING) {
        timer.cancel(); // cancelled while the timer was being set
      }
      return this;
    }

    private Scheduled sleepUntil(Instant moment) {
      Duration left = Duration.between(clocks.now(), moment);
      if (left.compareTo(LONGEST_SLEEP) > 0) {
        return sleep(LONGEST_SLEEP, () -> sleepUntil(moment));
      }
      if (left.isNegative() || left.isZero()) {
        run();
        return this;
      }
      // Up to the next millisecond: a moment is never early.
      return sleep(
          left.plusNanos(999_999).truncatedTo(java.time.temporal.ChronoUnit.MILLIS),
          () -> sleepUntil(moment));
    }
  }

  private enum State {
    WAITING,
    RUN,
    CANCELLED
  }

  /** In the next turn of the context. */
  public Scheduled soon(Runnable callback) {
    Scheduled scheduled = new Scheduled(callback);
    scheduled.run();
    return scheduled;
  }

  /** After {@code delay}, on the monotonic clock; a delay of zero or less is {@link #soon}. */
  public Scheduled after(Duration delay, Runnable callback) {
    if (delay.isZero() || delay.isNegative()) {
      return soon(callback);
    }
    Scheduled scheduled = new Scheduled(callback);
    return scheduled.sleep(delay, scheduled::run);
  }

  /**
   * At {@code moment}, on the wall clock, never before it; a moment that has passed is {@link
   * #soon}. When the wall clock is set forward over the moment, the callback runs within a minute.
   */
  public Scheduled at(Instant moment, Runnable callback) {
    return new Scheduled(callback).sleepUntil(moment);
  }
}

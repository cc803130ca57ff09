package dev.carillon.async.time;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Runs things later. Tests pass a manual one and let time go by themselves.
 *
 * <pre>{@code
 * Timers.Pending later = Timers.of(vertx).after(Duration.ofSeconds(1), () -> log("a second later"));
 * later.cancel();
 * }</pre>
 *
 * <p><b>Order</b>: that of the moments. <b>Threads</b>: safe from any; actions run on the context
 * that asked. <b>Cancellation</b>: {@link Pending#cancel}. <b>Failure</b>: what an action throws
 * goes to the context's exception handler.
 */
public interface Timers {
  /** Runs {@code action} once, after {@code delay} (at least one millisecond). */
  Pending after(Duration delay, Runnable action);

  /** The timers of a Vert.x instance; actions run on the context that asked. */
  static Timers of(Vertx vertx) {
    return (delay, action) -> {
      long id = vertx.setTimer(Math.max(1, upToMillis(delay)), t -> action.run());
      return () -> vertx.cancelTimer(id);
    };
  }

  private static long upToMillis(Duration delay) {
    return delay.plusNanos(999_999).toMillis(); // never early
  }

  /** An action that has not run yet. */
  interface Pending {
    /** Takes it back; true if it had not run. */
    boolean cancel();
  }
}

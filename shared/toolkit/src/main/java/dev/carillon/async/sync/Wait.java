package dev.carillon.async.sync;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.time.Durations;
import dev.carillon.async.waits.Scope;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long somebody is ready to wait, and under which name. The default waits for ever and has no
 * name.
 *
 * <pre>{@code
 * Future<Void> held = lock.acquire(Wait.atMost(Duration.ofSeconds(1)).named("import 7"));
 * Future<Void> either = lock.acquire(Wait.until(cancellation).limitedTo(Duration.ofSeconds(1)));
 * }</pre>
 *
 * <p>What is free is taken at once, whatever the wait: a limit of zero means one millisecond, and a
 * cancellation that has come already ends only what would have to wait.
 *
 * <p><b>Order</b>, <b>Threads</b>: a value. <b>Cancellation</b>, <b>Failure</b>: say how the wait
 * may end without what was waited for.
 *
 * @param limit after which the wait fails with {@link WaitTimeoutException}; null for never
 * @param cancellation which ends the wait with {@link java.util.concurrent.CancellationException}
 * @param name who waits, for the reports of those who time out
 */
public record Wait(
    @Nullable Duration limit, @Nullable Cancellation cancellation, @Nullable String name) {
  /** For as long as it takes. */
  public static final Wait FOREVER = new Wait(null, null, null);

  public Wait {
    if (limit != null && limit.isNegative()) {
      throw new IllegalArgumentException("A wait cannot be negative: " + limit);
    }
  }

  /** With a limit. */
  public static Wait atMost(Duration limit) {
    return new Wait(limit, null, null);
  }

  /** Until somebody cancels. */
  public static Wait until(Cancellation cancellation) {
    return new Wait(null, cancellation, null);
  }

  /** The same, and at most this long. */
  public Wait limitedTo(Duration other) {
    return new Wait(other, cancellation, name);
  }

  /** The same, under a name. */
  public Wait named(String who) {
    return new Wait(limit, cancellation, who);
  }

  /** The limit, for reports of those who have one. */
  String within() {
    return limit == null ? "any time" : Durations.text(limit);
  }

  /** Whose wait it is, as far as one knows. */
  @Nullable Scope scope() {
    return Scope.nearest(cancellation == null ? null : cancellation.scope());
  }

  /**
   * Whom to take for the holder of what somebody acquired by hand: only who said so. Several
   * branches of a task may acquire and release beside one another, and nobody sees which is which.
   */
  @Nullable Scope holder() {
    return cancellation == null ? null : scope();
  }

  String who() {
    return name == null ? "unnamed" : name;
  }
}

package dev.carillon.async.retry;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Durations;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker, after Michael Nygard's in "Release It!": after several failures within a
 * window it refuses at once for a while, then lets one attempt through and closes again if that
 * succeeds. It ends no work of its callers (see {@code Timeouts}); only failures that say something
 * about the other side count; and the attempt that is let through counts as failed when it has not
 * ended in time, else one answer that never comes would keep it open for ever. It has no timers: it
 * looks at the clock when it is not closed, and while it is closed an attempt costs the read of one
 * field.
 *
 * <pre>{@code
 * Breaker breaker = new Breaker("upstream", clocks,
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
  private final String name;
  private final Clocks clocks;
  private final Limits limits;
  private final Predicate<Throwable> counts;

  /** While it is closed: every attempt is this one. */
  private final Attempt ordinary = this::ended;

  /** The moments of the last failures that counted, in a ring. */
  private final long[] failures;

  private int failed;
  private int next;

  /** Null while it is closed. */
  private volatile @Nullable Rest rest;

  /**
   * When it opens and for how long.
   *
   * @param failures how many failures open it, at least one
   * @param window within which they must come
   * @param rest how long it stays open before an attempt is let through
   * @param probe how long that attempt may take before it counts as failed; its caller goes on
   *     waiting for its work
   */
  public record Limits(int failures, Duration window, Duration rest, Duration probe) {}

  /** What was let through. */
  public interface Attempt {
    /** It has ended: well, where {@code failure} is null. */
    void ended(@Nullable Throwable failure);
  }

  /** It is open: the work was not begun. */
  public static final class OpenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OpenException(String name) {
      super(name + " failed too often; it is left alone for a while", null, false, false);
    }
  }

  /** One time of being open, until an attempt succeeds. Guarded by the breaker. */
  private final class Rest {
    private long until;
    private @Nullable Probe probe;

    Rest(long now) {
      until = now + Durations.nanos(limits.rest());
    }

    /** A probe that has had its time failed at that moment, although nobody has looked since. */
    boolean isOver(long now) {
      if (probe != null && probe.isLate(now)) {
        until = probe.limit + Durations.nanos(limits.rest());
        probe = null;
      }
      return now - until >= 0;
    }
  }

  /**
   * The attempt that is let through. Only an answer closes the breaker, whatever it failed with.
   */
  private final class Probe implements Attempt {
    private final Rest of;
    private final long limit;

    Probe(Rest of, long now) {
      this.of = of;
      this.limit = now + Durations.nanos(limits.probe());
    }

    boolean isLate(long now) {
      return now - limit >= 0;
    }

    @Override
    public void ended(@Nullable Throwable failure) {
      synchronized (Breaker.this) {
        long now = clocks.nanos();
        if (of.probe != this || isLate(now)) {
          return; // it has counted as failed
        }
        rest = failure == null ? null : new Rest(now);
        failed = 0;
      }
    }
  }

  /**
   * A closed breaker.
   *
   * @param counts which failures count; the others pass through as if they were successes
   */
  public Breaker(String name, Clocks clocks, Limits limits, Predicate<Throwable> counts) {
    this.name = name;
    this.clocks = clocks;
    this.limits = limits;
    this.counts = counts;
    this.failures = new long[limits.failures()];
  }

  /** Begins {@code action} unless it is open. */
  public <T> Future<T> run(Supplier<Future<T>> action) {
    Attempt attempt = attempt();
    if (attempt == null) {
      return Future.failedFuture(new OpenException(name));
    }
    return Work.here(Work.begin(action)).onComplete(r -> attempt.ended(r.cause()));
  }

  /**
   * Lets an attempt through, whose end must be told; null while it is open. For who has a listener
   * of its own at the end.
   */
  public @Nullable Attempt attempt() {
    return rest == null ? ordinary : probe();
  }

  private synchronized @Nullable Attempt probe() {
    Rest now = rest;
    if (now == null) {
      return ordinary;
    }
    long moment = clocks.nanos();
    if (!now.isOver(moment) || now.probe != null) {
      return null;
    }
    now.probe = new Probe(now, moment);
    return now.probe;
  }

  /** An attempt from before it opened says nothing about the time since. */
  private void ended(@Nullable Throwable failure) {
    if (failure != null && rest == null && counts.test(failure)) {
      failed();
    }
  }

  private synchronized void failed() {
    long now = clocks.nanos();
    failures[next] = now;
    next = (next + 1) % failures.length;
    failed = Math.min(failed + 1, failures.length);
    boolean many = failed == failures.length; // and the next place has the first of them
    if (rest == null && many && now - failures[next] <= Durations.nanos(limits.window())) {
      rest = new Rest(now);
    }
  }

  /** Whether it refuses everyone at the moment. */
  public boolean isOpen() {
    return rest != null && isResting();
  }

  private synchronized boolean isResting() {
    Rest now = rest;
    return now != null && !now.isOver(clocks.nanos());
  }
}

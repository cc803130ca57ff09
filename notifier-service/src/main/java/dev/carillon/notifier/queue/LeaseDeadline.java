package dev.carillon.notifier.queue;

import dev.carillon.notifier.domain.queue.QueueLimits;
import java.time.Duration;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Until when mails of a lease may be begun: while the session lives under which the tables have the
 * lease, for peers may take it as soon as that has ended; and not in the last third of the lease's
 * life, which is for what was begun to end, and for whoever takes the lease next. What was begun
 * and has waited for its server until then is not handed over any more. Its life is counted on this
 * process's monotonic clock, from the moment at which the claim, or the last heartbeat that found
 * the lease, was sent: the tables cannot have begun to count earlier, whatever their clock says.
 * One context only.
 */
final class LeaseDeadline {
  private static final long AFTER_CLAIM =
      QueueLimits.LEASE_LIFE.minus(QueueLimits.LAST_THIRD).toNanos();

  private static final long FOR_THE_END = QueueLimits.LAST_THIRD.toNanos();

  /** A heartbeat renews what has less left, so that at least this much is left after each. */
  private static final long AFTER_HEARTBEAT =
      QueueLimits.RENEW_BELOW.minus(QueueLimits.LAST_THIRD).toNanos();

  private final LongSupplier nanos;
  private final LongPredicate holds;
  private long worker;
  private long foundNanos;
  private long endNanos;
  private boolean lost;

  /**
   * Of a lease that was taken.
   *
   * @param nanos the monotonic clock
   * @param holds whether the session of a worker lives
   * @param worker who took it
   * @param sentNanos when the claim was sent
   */
  LeaseDeadline(LongSupplier nanos, LongPredicate holds, long worker, long sentNanos) {
    this.nanos = nanos;
    this.holds = holds;
    this.worker = worker;
    this.foundNanos = sentNanos;
    this.endNanos = sentNanos + AFTER_CLAIM;
  }

  /** A heartbeat, sent then, found the lease; it belongs to this worker now, if there is one. */
  void found(long sentNanos, @Nullable Long by) {
    worker = by == null ? worker : by;
    foundNanos = sentNanos;
    if (sentNanos + AFTER_HEARTBEAT - endNanos > 0) {
      endNanos = sentNanos + AFTER_HEARTBEAT;
    }
  }

  /** The tables no longer have it. */
  void lost() {
    lost = true;
  }

  /** Whether a mail may be begun now. */
  boolean mayBegin() {
    return holds.test(worker) && nanos.getAsLong() - endNanos < 0;
  }

  /** Whether the content of a mail that was begun may be written now: nobody else has the lease. */
  boolean mayArrive() {
    return !lost && holds.test(worker) && nanos.getAsLong() - endNanos - FOR_THE_END < 0;
  }

  /** The monotonic clock. */
  long nanos() {
    return nanos.getAsLong();
  }

  /** How long ago the tables certainly had the lease. */
  Duration sinceFound() {
    return Duration.ofNanos(nanos.getAsLong() - foundNanos);
  }
}

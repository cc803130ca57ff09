package dev.carillon.notifier.queue;

import dev.carillon.async.rate.Pace;
import dev.carillon.notifier.domain.queue.QueueCapacity;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many mails this process holds at a time, and of how many bytes. There are more permits
 * while mail goes out fast: a claim costs the same for few and for many, and what is held ends
 * within a tenth of a second, so that an urgent mail waits no longer behind it. One context only.
 */
final class Permits {
  /** As many mails as end in this time are held. */
  private static final Duration HELD = Duration.ofMillis(100);

  private final QueueCapacity capacity;
  private final Pace pace;
  private int used;
  private long usedBytes;
  private @Nullable Promise<Void> drained;

  /**
   * All are free.
   *
   * @param nanos the monotonic clock
   */
  Permits(QueueCapacity capacity, LongSupplier nanos) {
    this.capacity = capacity;
    this.pace = new Pace(HELD, nanos);
  }

  /** How many there are at this pace. */
  int all() {
    return Math.clamp(pace.perSlot(), capacity.mails(), capacity.most());
  }

  /** How many there are at any pace. */
  int least() {
    return capacity.mails();
  }

  /** How many permits are free; none after {@link #drain}. */
  int free() {
    return drained == null ? Math.max(0, all() - used) : 0;
  }

  /** How many bytes are free; none or less when what is held has as many or more. */
  long freeBytes() {
    return capacity.bytes() - usedBytes;
  }

  void takeBytes(long bytes) {
    usedBytes += bytes;
  }

  void giveBytes(long bytes) {
    usedBytes -= bytes;
  }

  /** To exchange a reservation, take before you give: zero in between would end a drain. */
  void take(int permits) {
    used += permits;
  }

  void give(int permits) {
    used -= permits;
    if (used == 0 && drained != null) {
      drained.tryComplete();
    }
  }

  /** Gives back those of mails that have ended. */
  void end(int mails) {
    pace.count(mails);
    give(mails);
  }

  /** Closes it; completes when all permits are back, again if some were taken since. */
  Future<Void> drain() {
    Promise<Void> back = drained;
    if (back == null || back.future().isComplete()) {
      back = Promise.promise();
      drained = back;
    }
    if (used == 0) {
      back.tryComplete();
    }
    return back.future();
  }
}

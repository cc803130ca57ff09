package dev.carillon.notifier.queue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** Limits how many mails this process holds at a time, and of how many bytes. One context only. */
final class Permits {
  private final int all;
  private final long allBytes;
  private int used;
  private long usedBytes;
  private @Nullable Promise<Void> drained;

  /**
   * All are free.
   *
   * @param allBytes what the mails may have together; the last of them may pass it
   */
  Permits(int all, long allBytes) {
    this.all = all;
    this.allBytes = allBytes;
  }

  int all() {
    return all;
  }

  /** How many permits are free; none after {@link #drain}. */
  int free() {
    return drained == null ? Math.max(0, all - used) : 0;
  }

  /** How many bytes are free; none or less when what is held has as many or more. */
  long freeBytes() {
    return allBytes - usedBytes;
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

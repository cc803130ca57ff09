package dev.carillon.notifier.queue;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How many of something end within a slot of time, of late. One context only. */
final class Pace {
  private final long slotNanos;
  private final LongSupplier nanos;
  private long slot;
  private int inSlot;
  private int inSlotBefore;

  /**
   * Nothing has ended.
   *
   * @param nanos the monotonic clock
   */
  Pace(Duration slot, LongSupplier nanos) {
    this.slotNanos = slot.toNanos();
    this.nanos = nanos;
  }

  void count(int ended) {
    turn();
    inSlot += ended;
  }

  /** As many as in the slot before, or in this one if it has more already. */
  int perSlot() {
    turn();
    return Math.max(inSlot, inSlotBefore);
  }

  private void turn() {
    long now = Math.floorDiv(nanos.getAsLong(), slotNanos);
    if (now != slot) {
      inSlotBefore = now == slot + 1 ? inSlot : 0;
      inSlot = 0;
      slot = now;
    }
  }
}

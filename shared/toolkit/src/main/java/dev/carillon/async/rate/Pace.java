package dev.carillon.async.rate;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many of something ended within a slot of time, of late: the measure for who holds as much as
 * goes out in that time.
 *
 * <pre>{@code
 * Pace pace = new Pace(Duration.ofMillis(100), clocks::nanos);
 * pace.count(3);
 * int held = Math.clamp(pace.perSlot(), 256, 4_096);
 * }</pre>
 *
 * <p><b>Order</b>: none. <b>Threads</b>: one context. <b>Cancellation</b>: nothing waits.
 * <b>Failure</b>: none of its own.
 */
public final class Pace {
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
  public Pace(Duration slot, LongSupplier nanos) {
    this.slotNanos = slot.toNanos();
    this.nanos = nanos;
  }

  /** So many have ended now. */
  public void count(int ended) {
    turn();
    inSlot += ended;
  }

  /** As many as in the slot before, or in this one if it has more already. */
  public int perSlot() {
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

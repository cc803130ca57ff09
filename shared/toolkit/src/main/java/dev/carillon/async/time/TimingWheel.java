package dev.carillon.async.time;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time-outs of one event loop: a hashed timing wheel (G. Varghese and A. Lauck, "Hashed and
 * Hierarchical Timing Wheels", 1987, scheme 6). To put one in and to take it out is a link in a
 * list each, where the loop's own queue is a heap; nearly all are taken out, because the work ends
 * in time. The loop's queue holds one task for all of them. A time-out is never early, and at most
 * {@value #TICK_MILLIS} ms late on an idle loop. On the loop's thread only.
 */
final class TimingWheel implements Runnable {
  static final int TICK_MILLIS = 8;
  private static final int SLOTS = 512;

  /** A century: as long as nobody waits, and no overflow. */
  private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(36_525);

  private static final ThreadLocal<@Nullable TimingWheel> OF_THREAD = new ThreadLocal<>();

  private final EventExecutor loop;
  private final long tickNanos;
  private final long origin = System.nanoTime();
  private final @Nullable Entry[] slots = new @Nullable Entry[SLOTS];
  private int size;

  /** All ticks up to this one have been looked at. */
  private long passed;

  private long next;
  private @Nullable ScheduledFuture<?> task;

  TimingWheel(EventExecutor loop, long tickNanos) {
    this.loop = loop;
    this.tickNanos = tickNanos;
  }

  /** The wheel of a loop, on whose thread the caller is. */
  static TimingWheel of(EventExecutor loop) {
    TimingWheel wheel = OF_THREAD.get();
    if (wheel == null) {
      wheel = new TimingWheel(loop, TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
      OF_THREAD.set(wheel);
    }
    return wheel;
  }

  /** What runs at a moment unless it is taken out before; it is in one wheel at most, and once. */
  abstract static class Entry {
    private long tick;
    private @Nullable TimingWheel wheel;
    private @Nullable Entry before;
    private @Nullable Entry after;

    /** The time has passed; on the loop. */
    abstract void expire();

    /** Takes it out if it is in; on the loop. */
    final void takeOut() {
      if (wheel != null) {
        wheel.unlink(this);
      }
    }
  }

  /** Puts an entry in, to expire after so many milliseconds. */
  void add(Entry entry, long millis) {
    long now = System.nanoTime() - origin;
    if (size == 0) {
      passed = now / tickNanos;
    }
    entry.tick = Math.ceilDiv(now + nanos(millis), tickNanos);
    link(entry);
    if (task == null || entry.tick < next) {
      wakeAt(entry.tick, now);
    }
  }

  /** Lets expire what is due, and sleeps until the next slot that holds something. */
  @Override
  public void run() {
    task = null;
    long now = System.nanoTime() - origin;
    long due = now / tickNanos;
    for (long tick = Math.max(passed + 1, due - SLOTS + 1); tick <= due; tick++) {
      expire(slot(tick), due);
    }
    passed = Math.max(passed, due);
    if (size > 0) {
      long tick = passed + 1;
      while (slots[slot(tick)] == null) {
        tick++;
      }
      wakeAt(tick, now);
    }
  }

  /** Each in a task of its own: what one of them throws is not the others' affair. */
  private void expire(int slot, long due) {
    Entry entry = slots[slot];
    while (entry != null) {
      Entry after = entry.after;
      if (entry.tick <= due) {
        unlink(entry);
        loop.execute(entry::expire);
      }
      entry = after;
    }
  }

  private void wakeAt(long tick, long now) {
    if (task != null) {
      task.cancel(false);
    }
    next = tick;
    task = loop.schedule(this, tick * tickNanos - now, TimeUnit.NANOSECONDS);
  }

  /** How many are in. */
  int size() {
    return size;
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(Math.min(millis, LONGEST_MILLIS));
  }

  private static int slot(long tick) {
    return (int) (tick & (SLOTS - 1));
  }

  private void link(Entry entry) {
    int slot = slot(entry.tick);
    Entry first = slots[slot];
    entry.wheel = this;
    entry.after = first;
    if (first != null) {
      first.before = entry;
    }
    slots[slot] = entry;
    size++;
  }

  private void unlink(Entry entry) {
    if (entry.before == null) {
      slots[slot(entry.tick)] = entry.after;
    } else {
      entry.before.after = entry.after;
    }
    if (entry.after != null) {
      entry.after.before = entry.before;
    }
    entry.before = null;
    entry.after = null;
    entry.wheel = null;
    size--;
  }

  /** Runs something on a loop, at once where that is the caller's; nothing where it has ended. */
  static void on(EventExecutor loop, Runnable action) {
    if (loop.inEventLoop()) {
      action.run();
      return;
    }
    try {
      loop.execute(action);
    } catch (RejectedExecutionException ended) {
      // the loop is gone, and its time-outs with it
    }
  }
}

package dev.carillon.testkit;

import dev.carillon.async.time.Durations;
import dev.carillon.async.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Timers that fire when a test says so, by one thread. What other threads schedule while it lets
 * time pass counts from the end of that time, however the threads take turns.
 */
public final class ManualTimers implements Timers {
  private static final Duration WAIT_LIMIT = Duration.ofSeconds(30);

  private final List<Entry> pending = new ArrayList<>();
  private @Nullable Thread advancing;
  private long advancedMillis;
  private long nowMillis;

  private record Entry(long at, Runnable action) {}

  @Override
  public synchronized Pending after(Duration delay, Runnable action) {
    long from = Thread.currentThread() == advancing ? advancedMillis : nowMillis;
    Entry entry = new Entry(from + Durations.millis(delay), action);
    pending.add(entry);
    notifyAll();
    return () -> remove(entry);
  }

  /** Lets time pass; what is due runs in order, also what it schedules within that time. */
  public void advance(Duration by) {
    leave(by.toMillis());
    for (Entry due = nextDue(); due != null; due = nextDue()) {
      due.action().run();
    }
    arrive();
  }

  private synchronized void leave(long millis) {
    advancing = Thread.currentThread();
    advancedMillis = nowMillis;
    nowMillis += millis;
  }

  private synchronized void arrive() {
    advancing = null;
  }

  /** Waits, for half a minute at most, until this many actions are pending. */
  public synchronized void awaitPending(int count) throws InterruptedException {
    long end = System.nanoTime() + WAIT_LIMIT.toNanos();
    while (pending.size() != count) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(pending.size() + " actions are pending, not " + count);
      }
      wait(left);
    }
  }

  /** Waits, for half a minute at most, until the next action is to run after exactly this time. */
  public synchronized void awaitNext(Duration delay) throws InterruptedException {
    long end = System.nanoTime() + WAIT_LIMIT.toNanos();
    while (pending.stream().mapToLong(Entry::at).min().orElse(-1) != nowMillis + delay.toMillis()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("The next action is not to run in " + delay + ": " + pending);
      }
      wait(left);
    }
  }

  /** How many actions wait. */
  public synchronized int size() {
    return pending.size();
  }

  private synchronized boolean remove(Entry entry) {
    return pending.remove(entry);
  }

  private synchronized @Nullable Entry nextDue() {
    Entry next = pending.stream().min(Comparator.comparingLong(Entry::at)).orElse(null);
    if (next == null || next.at() > nowMillis) {
      return null;
    }
    pending.remove(next);
    advancedMillis = Math.max(advancedMillis, next.at());
    return next;
  }
}

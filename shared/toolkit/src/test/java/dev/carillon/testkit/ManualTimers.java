package dev.carillon.testkit;

import dev.carillon.async.time.Durations;
import dev.carillon.async.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Timers that fire when a test says so. One thread only, or under the caller's own lock. */
public final class ManualTimers implements Timers {
  private static final Duration WAIT_LIMIT = Duration.ofSeconds(30);

  private final List<Entry> pending = new ArrayList<>();
  private long nowMillis;

  private record Entry(long at, Runnable action) {}

  @Override
  public synchronized Pending after(Duration delay, Runnable action) {
    Entry entry = new Entry(nowMillis + Durations.millis(delay), action);
    pending.add(entry);
    notifyAll();
    return () -> remove(entry);
  }

  /** Lets time pass; what is due runs in order, also what it schedules within that time. */
  public void advance(Duration by) {
    long end = nowMillis + by.toMillis();
    for (Entry due = nextUntil(end); due != null; due = nextUntil(end)) {
      due.action().run();
    }
    arrive(end);
  }

  private synchronized void arrive(long millis) {
    nowMillis = millis;
  }

  /** Waits, for ten seconds at most, until this many actions are pending. */
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

  /** Waits, for ten seconds at most, until the next action is to run after exactly this time. */
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

  private synchronized Entry nextUntil(long end) {
    Entry next = pending.stream().min(Comparator.comparingLong(Entry::at)).orElse(null);
    if (next == null || next.at() > end) {
      return null;
    }
    pending.remove(next);
    nowMillis = Math.max(nowMillis, next.at());
    return next;
  }
}

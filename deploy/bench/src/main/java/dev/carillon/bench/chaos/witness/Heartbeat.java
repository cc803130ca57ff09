package dev.carillon.bench.chaos.witness;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long the machine did not let the harness run: bounds of time are widened by as much, because
 * the product on the same machine could not run either.
 */
public final class Heartbeat implements AutoCloseable {
  private static final long EVERY_MILLIS = 20;
  private static final long STALL_MILLIS = 50;
  private static final long EVERY_LOAD = 1_000;
  private static final double MOST_SLOWNESS = 2;

  private final History history;
  private final NavigableMap<Long, Long> stalls = new ConcurrentSkipListMap<>(); // start: length
  private final NavigableMap<Long, Double> slowness = new ConcurrentSkipListMap<>();
  private final Thread thread;
  private volatile boolean over;

  /** Begins to beat. */
  public Heartbeat(History history) {
    this.history = history;
    this.thread = Thread.ofPlatform().daemon().name("heartbeat").start(this::beat);
  }

  private void beat() {
    long before = history.now();
    while (!over) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS));
      long now = history.now();
      if (now - before > STALL_MILLIS) {
        stalls.put(before, now - before);
      }
      before = now;
      if (slowness.isEmpty() || now - slowness.lastKey() > EVERY_LOAD) {
        slowness.put(now, Math.max(1, load() - 1));
      }
    }
  }

  /** How many want each processor, in the last minute; what chaos needs itself is two of them. */
  private static double load() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return system.getSystemLoadAverage() / system.getAvailableProcessors();
  }

  /** Milliseconds that were lost between two moments. */
  public long lost(long from, long to) {
    Map<Long, Long> within = stalls.subMap(from - 1_000, Math.max(from - 1_000, to));
    return within.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The longest time in one piece that was lost at some moment of these, in milliseconds. */
  public long longest(long from, long to) {
    return stalls.headMap(to, true).entrySet().stream()
        .filter(stall -> stall.getKey() + stall.getValue() >= from)
        .mapToLong(Map.Entry::getValue)
        .max()
        .orElse(0);
  }

  /**
   * How many times as long things may have taken as on a machine that has nothing else to do; from
   * 1 to 2. What would need more widening than that cannot be judged; see {@link #load}.
   */
  public double slowness(long from, long to) {
    return Math.min(MOST_SLOWNESS, load(from, to));
  }

  /** How many others wanted each processor, at most; 1 at least. */
  public double load(long from, long to) {
    return slowness.subMap(from - EVERY_LOAD, Math.max(from - EVERY_LOAD, to)).values().stream()
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(1);
  }

  /** The stalls, in milliseconds. */
  public List<Long> all() {
    return List.copyOf(stalls.values());
  }

  @Override
  public void close() {
    over = true;
    thread.interrupt();
  }
}

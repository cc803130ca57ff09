package dev.carillon.bench.users;

import java.util.concurrent.atomic.AtomicLongArray;

/** How long answers took: counts in steps of a sixteenth of a power of two, from any thread. */
public final class Latencies {
  private static final int STEPS = 16;
  private static final int STEP_BITS = 4;

  private final AtomicLongArray counts = new AtomicLongArray(64 * STEPS);

  void add(long nanos) {
    counts.incrementAndGet(index(Math.max(nanos, STEPS)));
  }

  /** What so many of a hundred took at most, in milliseconds; 0 without any. */
  public double percentile(double percent) {
    long all = 0;
    for (int i = 0; i < counts.length(); i++) {
      all += counts.get(i);
    }
    long wanted = (long) Math.ceil(all * percent / 100);
    long seen = 0;
    for (int i = 0; i < counts.length() && all > 0; i++) {
      seen += counts.get(i);
      if (seen >= wanted) {
        return upper(i) / 1e6;
      }
    }
    return 0;
  }

  private static int index(long nanos) {
    int power = 63 - Long.numberOfLeadingZeros(nanos);
    int step = (int) (nanos >>> (power - STEP_BITS)) & (STEPS - 1);
    return power * STEPS + step;
  }

  private static double upper(int index) {
    return Math.scalb(1 + (index % STEPS + 1) / (double) STEPS, index / STEPS);
  }
}

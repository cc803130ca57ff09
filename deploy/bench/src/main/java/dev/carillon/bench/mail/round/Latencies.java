package dev.carillon.bench.mail.round;

import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long things took, to three digits. Safe from any thread. */
public final class Latencies {
  private static final long LONGEST = Duration.ofHours(1).toNanos();
  private static final int DIGITS = 3;

  private final Histogram histogram = new ConcurrentHistogram(LONGEST, DIGITS);

  /** None yet. */
  public Latencies() {}

  /** Notes one; what takes longer than an hour counts as that. */
  public void record(long nanos) {
    histogram.recordValue(Math.clamp(nanos, 0, LONGEST));
  }

  /** Forgets all. */
  public void clear() {
    histogram.reset();
  }

  /** How many there are. */
  public long count() {
    return histogram.getTotalCount();
  }

  /** So many of a hundred took no longer, in milliseconds. */
  public double millis(double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e6;
  }

  /** The longest, in milliseconds. */
  public double longestMillis() {
    return histogram.getMaxValue() / 1e6;
  }

  /** The usual ones. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %.1f ms of %,d",
        millis(50),
        millis(99),
        millis(99.9),
        longestMillis(),
        count());
  }
}

package dev.carillon.bus.canary;

import dev.carillon.async.time.Clocks;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What came of the questions over one way. Guarded by the table. */
final class Probe {
  /** A difference that was measured over a faster round trip counts for so long. */
  private static final long SAMPLE = Duration.ofSeconds(30).toNanos();

  private final Clocks clocks;
  private long asked;
  private boolean isAsked;
  private boolean underWay;
  private boolean answered;
  private long heard;
  private int misses;
  private @Nullable Instant since;
  private long failing;
  private Instant sent = Instant.EPOCH;
  private long latency = -1;
  private Reach.@Nullable ClockDifference difference;
  private long measured;

  Probe(Clocks clocks) {
    this.clocks = clocks;
  }

  boolean isUnderWay() {
    return underWay;
  }

  int misses() {
    return misses;
  }

  /** When it was asked last; those that never were come first. */
  long asked() {
    return isAsked ? asked : Long.MIN_VALUE;
  }

  void begins() {
    isAsked = true;
    underWay = true;
    asked = clocks.nanos();
    sent = clocks.now();
  }

  void answered(long remoteMicros) {
    long now = clocks.nanos();
    long micros = Math.max(0, now - asked) / 1_000;
    underWay = false;
    answered = true;
    heard = asked; // the answer may have waited for this process, which stood still
    misses = 0;
    since = null;
    latency = micros;
    if (difference == null
        || micros / 2 <= difference.uncertaintyMicros()
        || now - measured > SAMPLE) {
      long middle = Canary.micros(sent) + micros / 2;
      difference = new Reach.ClockDifference(remoteMicros - middle, (micros + 1) / 2);
      measured = now;
    }
  }

  void missed() {
    underWay = false;
    if (misses++ == 0) {
      since = sent;
      failing = asked;
    }
  }

  /** Whether it has ever answered, and does, or failed to for no longer than {@code grace}. */
  boolean isWell(Duration grace) {
    return answered && isBearable(grace);
  }

  /** Whether it has answered within a time. */
  boolean isHeard(Duration within) {
    return answered && clocks.nanos() - heard < within.toNanos();
  }

  /** Whether it has not failed to answer for longer than {@code grace}. */
  boolean isBearable(Duration grace) {
    return misses == 0 || clocks.nanos() - failing < grace.toNanos();
  }

  boolean isFailing() {
    return misses > 0;
  }

  @Nullable Instant since() {
    return since;
  }

  long latencyMicros() {
    return latency;
  }

  Reach.@Nullable ClockDifference difference() {
    return difference;
  }
}

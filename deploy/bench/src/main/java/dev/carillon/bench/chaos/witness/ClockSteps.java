package dev.carillon.bench.chaos.witness;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * By how much PostgreSQL's clock was off, and from when on; all in milliseconds, on the harness's
 * own clock.
 */
public final class ClockSteps {
  private static final long BEGINNING = Long.MIN_VALUE / 2;

  private final NavigableMap<Long, Long> offFrom = new TreeMap<>(Map.of(BEGINNING, 0L));

  /** Those that are named: from when on it was off by how much, forward if that is positive. */
  public ClockSteps(Map<Long, Long> steps) {
    offFrom.putAll(steps);
  }

  private long off(long at) {
    return offFrom.floorEntry(at).getValue();
  }

  /** When the clock showed for the first time what it had shown at a moment, and so much more. */
  private long when(long moment, long later) {
    long shown = moment + off(moment) + later;
    long from = moment;
    while (true) {
      long reached = Math.max(from, shown - off(from));
      Long next = offFrom.higherKey(from);
      if (next == null || reached < next) {
        return reached;
      }
      from = next;
    }
  }

  /** The earliest moment for what was to be so much after some moment of a span. */
  public long earliest(long from, long to, long later) {
    return moments(from, to).map(moment -> when(moment, later)).min().orElse(from);
  }

  /** The latest one. */
  public long latest(long from, long to, long later) {
    return moments(from, to).map(moment -> when(moment, later)).max().orElse(to);
  }

  /** Between the steps time is even: its ends are enough, with those of what each step divides. */
  private LongStream moments(long from, long to) {
    LongStream around =
        offFrom.subMap(from, false, to, true).keySet().stream()
            .mapToLong(step -> step)
            .flatMap(step -> LongStream.of(step - 1, step));
    return LongStream.concat(LongStream.of(from, to), around);
  }

  /**
   * By how much it was set back in a span, all together: what was to end by it ends so much later.
   */
  public long setBack(long from, long to) {
    return offFrom.subMap(from, false, Math.max(from, to), true).entrySet().stream()
        .mapToLong(step -> Math.max(0, off(step.getKey() - 1) - step.getValue()))
        .sum();
  }

  /** Whether it was moved in a span. */
  public boolean isMoved(long from, long to) {
    return !offFrom.subMap(from, false, to, true).isEmpty();
  }

  /** Whether it was off, or moved, at any time of a span. */
  public boolean isOff(long from, long to) {
    return off(from) != 0 || isMoved(from, to);
  }
}

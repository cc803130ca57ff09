package dev.carillon.bus.canary;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How this process reaches another one.
 *
 * @param node its id
 * @param ok whether it answered the last question
 * @param since when the first question was asked that it has not answered; null while it answers
 * @param latencyMicros how long its last answer took, there and back; -1 before the first
 * @param clock how its clock differs; null before the first answer
 * @param silent addresses that it says it serves and at which nobody answers, although it does
 */
public record Reach(
    String node,
    boolean ok,
    @Nullable Instant since,
    long latencyMicros,
    @Nullable ClockDifference clock,
    List<String> silent) {
  public Reach {
    silent = List.copyOf(silent);
  }

  /**
   * How far another clock is ahead of this one, after D. L. Mills (RFC 5905): the answer is taken
   * to be from the middle of the round trip, and may be from either end.
   *
   * @param micros negative if it is behind
   * @param uncertaintyMicros it differs at most so much from what it seems: half of the round trip
   */
  public record ClockDifference(long micros, long uncertaintyMicros) {}
}

package dev.carillon.bench.report;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A goal as it is printed.
 *
 * @param goal empty for a figure without one
 * @param verdict "met", "MISSED" or empty
 */
record GoalLine(String what, String measured, String goal, String verdict) {
  private static final Pattern LINE =
      Pattern.compile(" {2}goal {5}([^|]+) \\| ([^|]+) \\|([^|]*)\\|([^|]*)");

  /** As {@code bench size} says it: what, how long, and the goal in brackets. */
  private static final Pattern SIZE_LINE =
      Pattern.compile("(\\S.*?) {2,}([\\d.]+ ms) {2}\\(goal (\\d+ ms)\\)( {2}MISSED)?");

  /** The goal of a line; empty if it is another line. */
  static Optional<GoalLine> parse(String line) {
    Matcher parts = LINE.matcher(line);
    if (parts.matches()) {
      return Optional.of(
          new GoalLine(
              parts.group(1).strip(),
              parts.group(2).strip(),
              parts.group(3).strip(),
              parts.group(4).strip()));
    }
    Matcher size = SIZE_LINE.matcher(line);
    return size.matches()
        ? Optional.of(
            new GoalLine(
                size.group(1),
                size.group(2),
                "<= " + size.group(3),
                size.group(4) == null ? "met" : "MISSED"))
        : Optional.empty();
  }

  String text() {
    return "  goal     " + what + " | " + measured + " | " + goal + " | " + verdict;
  }

  /** A row of a table in Markdown. */
  String row() {
    String shown = verdict.equals("MISSED") ? "**missed**" : verdict;
    return "| " + what + " | " + measured + " | " + goal + " | " + shown + " |";
  }
}

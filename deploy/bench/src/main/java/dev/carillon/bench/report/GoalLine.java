package dev.carillon.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A goal or a figure as it is printed.
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

  /** As {@code bench users} says it: a row, who is compared, and some figures of that. */
  private static final Pattern MEDIANS =
      Pattern.compile(" {2}(\\S+) +(?:medians: )?(\\S+ / \\S+) = (\\S+ in .*)");

  private static final Pattern FIGURE = Pattern.compile("(\\S+) in (.*?)( \\(.*\\))?");

  /** What a line says; nothing if it is another line. */
  static List<GoalLine> parse(String line) {
    Matcher parts = LINE.matcher(line);
    if (parts.matches()) {
      return List.of(
          new GoalLine(
              parts.group(1).strip(),
              parts.group(2).strip(),
              parts.group(3).strip(),
              parts.group(4).strip()));
    }
    Matcher size = SIZE_LINE.matcher(line);
    if (size.matches()) {
      String verdict = size.group(4) == null ? "met" : "MISSED";
      return List.of(new GoalLine(size.group(1), size.group(2), "<= " + size.group(3), verdict));
    }
    Matcher medians = MEDIANS.matcher(line);
    return medians.matches()
        ? figures(medians.group(1) + ", " + medians.group(2), medians.group(3))
        : List.of();
  }

  private static List<GoalLine> figures(String row, String text) {
    List<GoalLine> figures = new ArrayList<>();
    for (String part : text.split("[,;] ")) {
      Matcher figure = FIGURE.matcher(part);
      if (figure.matches()) {
        String inBrackets = figure.group(3) == null ? "" : figure.group(3);
        figures.add(
            new GoalLine(row + ", " + figure.group(2), figure.group(1) + inBrackets, "", ""));
      }
    }
    return figures;
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

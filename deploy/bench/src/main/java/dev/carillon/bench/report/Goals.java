package dev.carillon.bench.report;

import java.util.Locale;

/**
 * What a benchmark promises. Each goal is a line of its own: what it is about, what was measured,
 * what was wanted, and whether it is met, with bars between them; {@link GoalLine} reads it again.
 */
public final class Goals {
  private boolean met = true;

  /** Nothing is missed yet. */
  public Goals() {}

  /** A ratio that should be so large at least. */
  public void atLeast(String what, double measured, double goal) {
    say(what, number(measured), ">= " + number(goal), measured >= goal);
  }

  /** Something that should be no larger. */
  public void atMost(String what, double measured, double goal, String unit) {
    say(what, number(measured) + ' ' + unit, "<= " + number(goal) + ' ' + unit, measured <= goal);
  }

  /** A figure beside which there is no goal. */
  public void figure(String what, String measured) {
    System.out.println(new GoalLine(what, measured, "", "").text());
  }

  /** Whether none was missed. */
  public boolean areMet() {
    return met;
  }

  private void say(String what, String measured, String goal, boolean isMet) {
    met &= isMet;
    System.out.println(new GoalLine(what, measured, goal, isMet ? "met" : "MISSED").text());
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) >= 10
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.2f", value);
  }
}

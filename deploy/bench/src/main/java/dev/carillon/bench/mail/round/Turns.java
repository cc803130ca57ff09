package dev.carillon.bench.mail.round;

import dev.carillon.launcher.terminal.ProgressBar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Rounds of two in turns, A B B A: whoever comes first in one comes last in the next, so that what
 * changes with time changes for both.
 */
public final class Turns {
  private final int warmUps;
  private final int rounds;

  /**
   * So many rounds.
   *
   * @param warmUps of each, not counted: until its code is compiled
   */
  public Turns(int warmUps, int rounds) {
    this.warmUps = warmUps;
    this.rounds = rounds;
  }

  /** One of the two. */
  public record Side(String name, Supplier<Round> round) {}

  /** What both came to, round by round. */
  public record Both(Side one, List<Round> ofOne, Side other, List<Round> ofOther) {
    /** How many times as many mails per second the first did. */
    public double ratio() {
      return median(ofOne, Round::perSecond) / median(ofOther, Round::perSecond);
    }

    /** The medians, in one line. */
    public void print(String what) {
      System.out.printf(
          Locale.ROOT,
          "  %-8s %s / %s = %.2f in mails/s (%.0f / %.0f), WAL %.2f (%.0f / %.0f bytes),"
              + " writing transactions %.4f / %.4f per mail, CPU of PostgreSQL %.1f / %.1f us and"
              + " of the process %.1f / %.1f us%n",
          what,
          one.name(),
          other.name(),
          ratio(),
          median(ofOne, Round::perSecond),
          median(ofOther, Round::perSecond),
          median(ofOne, Round::wal) / median(ofOther, Round::wal),
          median(ofOne, Round::wal),
          median(ofOther, Round::wal),
          median(ofOne, Round::writes),
          median(ofOther, Round::writes),
          median(ofOne, Round::postgresMicros),
          median(ofOther, Round::postgresMicros),
          median(ofOne, Round::processMicros),
          median(ofOther, Round::processMicros));
    }
  }

  /** How many rounds count. */
  public int rounds() {
    return rounds;
  }

  /** Both, in turns. */
  public Both compare(Side one, Side other) {
    List<Round> ofOne = new ArrayList<>();
    List<Round> ofOther = new ArrayList<>();
    try (ProgressBar bar = ProgressBar.of("rounds")) {
      for (int i = -warmUps; i < rounds; i++) {
        bar.at((double) (i + warmUps) / (rounds + warmUps), i + warmUps, "");
        boolean first = i % 2 == 0;
        Round before = run(first ? one : other);
        Round after = run(first ? other : one);
        if (i >= 0) {
          ofOne.add(first ? before : after);
          ofOther.add(first ? after : before);
        }
      }
    }
    return new Both(one, ofOne, other, ofOther);
  }

  private static Round run(Side side) {
    Round round = side.round().get();
    if (round.perSecond() <= 0) {
      throw new IllegalStateException(side.name() + " does nothing");
    }
    return round;
  }

  /** The middle one. */
  public static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}

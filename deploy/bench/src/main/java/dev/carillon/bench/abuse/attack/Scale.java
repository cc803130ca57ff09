package dev.carillon.bench.abuse.attack;

import java.time.Duration;

/**
 * How much is sent, and for how long things are looked at.
 *
 * @param share of the full number of whatever is sent
 * @param seconds length of a measurement
 * @param hello seconds that a stranger has for a hello
 * @param isLong whether times of half a minute and more are waited for, and speed is judged: short
 *     measurements on a machine that does other work say little
 */
public record Scale(double share, int seconds, int hello, boolean isLong) {
  private static final double SLACK = 1;
  private static final double SHORT_SLACK = 20;

  /** So many of the full number, but some. */
  public int of(int full, int least) {
    return (int) Math.max(least, full * share);
  }

  /** Seconds that something may be late because the machine is busy. */
  public double slack() {
    return isLong ? SLACK : SHORT_SLACK;
  }

  /** The length of a measurement. */
  public Duration measurement() {
    return Duration.ofSeconds(seconds);
  }
}

package dev.carillon.bench.chaos.smtp;

import java.util.Random;

/** How badly servers behave. Thread-safe. */
public final class Mood {
  private static final double TROUBLE = 0.02;

  private final Random random;
  private final long slowMillis;
  private final boolean hangsUp;
  private volatile boolean calm;

  /**
   * Begins badly.
   *
   * @param slowMillis how long a slow verdict takes
   * @param hangsUp whether 421 is said: the product then leaves the mail alone for half a minute
   */
  public Mood(long seed, long slowMillis, boolean hangsUp) {
    this.random = new Random(seed);
    this.slowMillis = slowMillis;
    this.hangsUp = hangsUp;
  }

  /** From now on nothing goes wrong but what is meant to. */
  public void calmDown() {
    calm = true;
  }

  boolean happens() {
    return random.nextDouble() < TROUBLE && !calm;
  }

  int oneOf(int kinds) {
    return random.nextInt(kinds);
  }

  boolean hangsUp() {
    return hangsUp;
  }

  long slowMillis() {
    return slowMillis;
  }
}

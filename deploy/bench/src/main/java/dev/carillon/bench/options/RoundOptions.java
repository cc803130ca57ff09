package dev.carillon.bench.options;

import picocli.CommandLine.Option;

/** How many rounds a benchmark runs, and how long each is. */
public final class RoundOptions {
  @Option(
      names = "--rounds",
      description = "Rounds of each contestant (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(names = "--seconds", description = "Length of a round (default: ${DEFAULT-VALUE}).")
  private int seconds = 5;

  @Option(
      names = "--quick",
      description = "One round of a second: shows that it works, and measures nothing.")
  private boolean quick;

  /** Created by the command line. */
  public RoundOptions() {}

  /** How many rounds count. */
  public int rounds() {
    return quick ? 1 : rounds;
  }

  /** Seconds of a round. */
  public int seconds() {
    return quick ? 1 : seconds;
  }

  /** Whether it is only to be seen that everything works. */
  public boolean isQuick() {
    return quick;
  }
}

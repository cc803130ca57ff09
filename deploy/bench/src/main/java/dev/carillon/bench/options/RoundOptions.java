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

  /** Created by the command line. */
  public RoundOptions() {}

  /** How many rounds count. */
  public int rounds() {
    return rounds;
  }

  /** Seconds of a round. */
  public int seconds() {
    return seconds;
  }
}

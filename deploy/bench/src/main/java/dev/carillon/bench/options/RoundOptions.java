package dev.carillon.bench.options;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many rounds a benchmark runs, and how long each is. */
public final class RoundOptions {
  private static final int USUAL_SECONDS = 5;

  @Option(
      names = "--rounds",
      description = "Rounds of each contestant (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(names = "--seconds", description = "Length of a round (default: 5; of mail: 3).")
  private @Nullable Integer seconds;

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
    return seconds(USUAL_SECONDS);
  }

  /** Seconds of a round, where a benchmark has another default. */
  public int seconds(int otherwise) {
    return quick ? 1 : seconds == null ? otherwise : seconds;
  }

  /** Whether it is only to be seen that everything works. */
  public boolean isQuick() {
    return quick;
  }
}

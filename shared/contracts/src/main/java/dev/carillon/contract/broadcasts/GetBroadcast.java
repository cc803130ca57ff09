package dev.carillon.contract.broadcasts;

import dev.carillon.failure.Checks;

/**
 * Reads a broadcast schedule.
 *
 * @param next how many of the times to come to show, 0 to 100
 */
public record GetBroadcast(String name, int next) {
  private static final int MAX_NEXT = 100;

  public GetBroadcast {
    Checks.start()
        .line("name", name, 1, 100)
        .that(next >= 0 && next <= MAX_NEXT, "next", "must be from 0 to " + MAX_NEXT)
        .verify();
  }
}

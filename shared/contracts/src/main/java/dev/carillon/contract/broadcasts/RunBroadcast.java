package dev.carillon.contract.broadcasts;

import dev.carillon.failure.Checks;

/** Fires a broadcast once, now, beside its schedule. */
public record RunBroadcast(String name) {
  private static final int MAX_NAME = 100;

  public RunBroadcast {
    Checks.start().line("name", name, 1, MAX_NAME).verify();
  }
}

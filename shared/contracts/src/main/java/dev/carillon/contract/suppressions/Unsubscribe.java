package dev.carillon.contract.suppressions;

import dev.carillon.failure.Checks;

/**
 * What a link in a mail asks for.
 *
 * @param token as the link has it
 */
public record Unsubscribe(String token) {
  private static final int MAX = 1_000;

  public Unsubscribe {
    Checks.start().line("token", token, 1, MAX).verify();
  }
}

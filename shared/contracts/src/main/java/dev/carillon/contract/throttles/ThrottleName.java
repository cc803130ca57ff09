package dev.carillon.contract.throttles;

import dev.carillon.failure.Checks;

/** Names a throttle. */
public record ThrottleName(String name) {
  public ThrottleName {
    Checks.start().line("name", name, 1, 200).verify();
  }
}

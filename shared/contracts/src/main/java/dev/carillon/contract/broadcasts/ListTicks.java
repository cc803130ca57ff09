package dev.carillon.contract.broadcasts;

import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Checks;

/** What a broadcast has fired, the latest first; kept for a week. */
public record ListTicks(String name, PageRequest page) {
  public ListTicks {
    Checks.start().line("name", name, 1, 100).verify();
  }
}

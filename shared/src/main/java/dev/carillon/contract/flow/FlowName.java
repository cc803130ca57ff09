package dev.carillon.contract.flow;

import dev.carillon.failure.Checks;

/** Names a throttle. */
public record FlowName(String name) {
  /** Checks it. */
  public FlowName {
    Checks.start().line("name", name, 1, 200).verify();
  }
}

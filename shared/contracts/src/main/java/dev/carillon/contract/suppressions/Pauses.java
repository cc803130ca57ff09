package dev.carillon.contract.suppressions;

import java.util.List;

/** All that is held. */
public record Pauses(List<Pause> items) {
  public Pauses {
    items = List.copyOf(items);
  }
}

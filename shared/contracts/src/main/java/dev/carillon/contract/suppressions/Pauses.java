package dev.carillon.contract.suppressions;

import java.util.List;

/** All that is held. */
public record Pauses(List<PausedMail> items) {
  public Pauses {
    items = List.copyOf(items);
  }
}

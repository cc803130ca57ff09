package dev.carillon.faults;

import java.util.List;

/**
 * What can be broken here.
 *
 * @param items by name
 * @param audit who did what, the latest first: the last hundred of this process
 */
public record FaultList(List<FaultState> items, List<FaultEvent> audit) {
  public FaultList {
    items = List.copyOf(items);
    audit = List.copyOf(audit);
  }
}

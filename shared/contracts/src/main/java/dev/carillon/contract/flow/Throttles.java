package dev.carillon.contract.flow;

import java.util.List;

/** All throttles. */
public record Throttles(List<Throttle> items) {
  public Throttles {
    items = List.copyOf(items);
  }
}

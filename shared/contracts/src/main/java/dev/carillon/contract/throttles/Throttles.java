package dev.carillon.contract.throttles;

import java.util.List;

/** All throttles. */
public record Throttles(List<Throttle> items) {
  public Throttles {
    items = List.copyOf(items);
  }
}

package dev.carillon.contract.broadcasts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of ticks.
 *
 * @param next the cursor of the next page, null at the end
 */
public record TickPage(List<Tick> items, @Nullable String next) {
  public TickPage {
    items = List.copyOf(items);
  }
}

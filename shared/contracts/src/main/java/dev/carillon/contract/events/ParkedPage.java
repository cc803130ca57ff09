package dev.carillon.contract.events;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of parked events.
 *
 * @param next the cursor of the next page, null at the end
 */
public record ParkedPage(List<ParkedEvent> items, @Nullable String next) {
  public ParkedPage {
    items = List.copyOf(items);
  }
}

package dev.carillon.contract.broadcasts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of broadcast schedules.
 *
 * @param next the cursor of the next page, null at the end
 */
public record BroadcastPage(List<Broadcast> items, @Nullable String next) {
  public BroadcastPage {
    items = List.copyOf(items);
  }
}

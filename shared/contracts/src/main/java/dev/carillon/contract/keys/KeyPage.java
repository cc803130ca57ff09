package dev.carillon.contract.keys;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of keys.
 *
 * @param next the cursor of the next page; null at the end
 */
public record KeyPage(List<ApiKey> items, @Nullable String next) {
  public KeyPage {
    items = List.copyOf(items);
  }
}

package dev.carillon.contract.suppressions;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of suppressions.
 *
 * @param next the cursor of the next page, null at the end
 */
public record SuppressionPage(List<Suppression> items, @Nullable String next) {
  public SuppressionPage {
    items = List.copyOf(items);
  }
}

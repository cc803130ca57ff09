package dev.carillon.contract.users;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of erasures.
 *
 * @param next the cursor of the next page, null at the end
 */
public record ErasurePage(List<Erasure> items, @Nullable String next) {
  public ErasurePage {
    items = List.copyOf(items);
  }
}

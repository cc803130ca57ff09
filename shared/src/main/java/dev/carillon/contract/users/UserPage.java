package dev.carillon.contract.users;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of users.
 *
 * @param next the cursor of the next page, null at the end
 */
public record UserPage(List<User> items, @Nullable String next) {
  /** Copies. */
  public UserPage {
    items = List.copyOf(items);
  }
}

package dev.carillon.contract.users;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of profiles.
 *
 * @param next the cursor of the next page, null at the end
 */
public record ProfilePage(List<Profile> items, @Nullable String next) {
  public ProfilePage {
    items = List.copyOf(items);
  }
}

package dev.carillon.contract.users;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of users.
 *
 * @param next the cursor of the next page, null at the end
 * @param count how many users fit on all pages together, where it was asked for
 */
public record UserPage(
    List<User> items,
    @Nullable String next,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long count) {
  public UserPage {
    items = List.copyOf(items);
  }
}

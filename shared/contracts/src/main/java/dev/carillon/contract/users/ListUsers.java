package dev.carillon.contract.users;

import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A page of users.
 *
 * @param descending whether the largest come first
 * @param count how the users that fit are counted; null for not at all
 */
public record ListUsers(
    UserFilter filter, UserSort sort, boolean descending, @Nullable Count count, PageRequest page) {
  /** How exactly to count. */
  public enum Count {
    /** As the database's statistics have it: costs next to nothing. */
    ESTIMATE,
    /** One by one: costs more the more there are. */
    EXACT
  }

  public ListUsers {
    Checks.start()
        .present("/filter", filter)
        .present("/sort", sort)
        .present("/page", page)
        .verify();
  }

  /** The order as a request writes it. */
  public String order() {
    return (descending ? "-" : "") + sort.field();
  }
}

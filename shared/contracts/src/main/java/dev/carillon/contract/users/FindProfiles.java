package dev.carillon.contract.users;

import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Checks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of profiles.
 *
 * @param filters conditions that must all hold, at most {@value #MAX_FILTERS}
 * @param sort a field to sort by: then only profiles with a number, a text or a boolean there are
 *     listed (numbers first, booleans last); null sorts by user id, which is the order of creation
 * @param descending whether the largest come first
 */
public record FindProfiles(
    List<ProfileFilter> filters, @Nullable ProfilePath sort, boolean descending, PageRequest page) {
  /** The most conditions. */
  public static final int MAX_FILTERS = 10;

  public FindProfiles {
    Checks.start()
        .that(filters.size() <= MAX_FILTERS, "filter", "is given more than ten times")
        .present("/page", page)
        .verify();
    filters = List.copyOf(filters);
  }

  /** The order as a request writes it; empty for none. */
  public String order() {
    return sort == null ? "" : (descending ? "-" : "") + sort.text();
  }
}

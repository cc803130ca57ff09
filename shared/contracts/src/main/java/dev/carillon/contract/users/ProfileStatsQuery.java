package dev.carillon.contract.users;

import dev.carillon.failure.Checks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of a field of profiles that holds numbers; where it does not, it does not count.
 *
 * @param filters conditions that must all hold
 * @param field the field
 * @param by a field whose values make groups; null for one group of all
 */
public record ProfileStatsQuery(
    List<ProfileFilter> filters, ProfilePath field, @Nullable ProfilePath by) {
  public ProfileStatsQuery {
    Checks.start()
        .that(filters.size() <= FindProfiles.MAX_FILTERS, "filter", "is given more than ten times")
        .present("field", field)
        .verify();
    filters = List.copyOf(filters);
  }
}

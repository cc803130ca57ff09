package dev.carillon.contract.users;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.json.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of one field.
 *
 * @param count how many profiles have a number there
 * @param min the least, null if there is none
 * @param max the greatest
 * @param avg the mean; null if it is too large for a number
 * @param groups the same for each value of the field to group by, the largest groups first; left
 *     out where there is none
 * @param more whether there are more groups than are listed
 */
public record ProfileStats(
    long count,
    @Nullable Double min,
    @Nullable Double max,
    @Nullable Double avg,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Group> groups,
    boolean more) {
  /** The most groups. */
  public static final int MAX_GROUPS = 1_000;

  public ProfileStats {
    groups = groups == null ? null : List.copyOf(groups);
  }

  /**
   * One group.
   *
   * @param value what its profiles have in common; null where they have nothing there
   */
  public record Group(
      Doc value, long count, @Nullable Double min, @Nullable Double max, @Nullable Double avg) {}
}

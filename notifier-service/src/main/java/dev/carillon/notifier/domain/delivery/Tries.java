package dev.carillon.notifier.domain.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a mail has been tried before, since it was last given up.
 *
 * @param since when the first of these attempts began; null if there was none
 * @param declined how many of them a server refused for reasons that are not the recipient's
 * @param unknown how many of them perhaps sent it
 * @param rescues in how many of them the process died that had begun it
 */
public record Tries(@Nullable Instant since, int declined, int unknown, int rescues) {
  /** It was not tried before. */
  public static final Tries NONE = new Tries(null, 0, 0, 0);

  /** An attempt that ended so gave the mail up. */
  public static final String GIVEN_UP = "refused";

  /** An attempt that ended so was refused, but not because of the recipient. */
  public static final String DECLINED = "declined";

  /** An attempt whose end nobody knows, but which came to the final dot. */
  public static final String UNKNOWN = "unknown dot";

  /** An attempt of which a rescue noted that its process died: nobody knows its phase. */
  public static final String RESCUED = "unknown";

  /** With processes that all lived. */
  public Tries(@Nullable Instant since, int declined, int unknown) {
    this(since, declined, unknown, 0);
  }

  /**
   * Reads a mail's attempts in their order.
   *
   * @param outcomes of each, with its phase where that is known
   * @param began when each began
   */
  public static Tries of(List<String> outcomes, List<Instant> began) {
    int first = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      first = outcomes.get(i).startsWith(GIVEN_UP) ? i + 1 : first;
    }
    if (first >= outcomes.size()) {
      return NONE;
    }
    List<String> counted = outcomes.subList(first, outcomes.size());
    return new Tries(
        began.get(first),
        (int) counted.stream().filter(outcome -> outcome.startsWith(DECLINED)).count(),
        (int) counted.stream().filter(UNKNOWN::equals).count(),
        (int) counted.stream().filter(RESCUED::equals).count());
  }
}

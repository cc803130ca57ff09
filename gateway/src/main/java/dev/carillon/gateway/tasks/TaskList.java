package dev.carillon.gateway.tasks;

import dev.carillon.contract.tasks.TaskView;
import dev.carillon.failure.FailureCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of all nodes.
 *
 * @param next the cursor of the next page, null at the end
 * @param unanswered the nodes whose tasks are missing here
 */
record TaskList(List<TaskView> items, @Nullable String next, List<Unanswered> unanswered)
    implements TaskAnswer {
  TaskList {
    items = List.copyOf(items);
    unanswered = List.copyOf(unanswered);
  }

  /** A node that did not answer, and why. */
  record Unanswered(String node, String reason) {
    static List<Unanswered> of(Map<String, FailureCode> failed) {
      return failed.entrySet().stream()
          .map(e -> new Unanswered(e.getKey(), e.getValue().name().toLowerCase(Locale.ROOT)))
          .toList();
    }
  }
}

package dev.carillon.gateway.tasks;

import dev.carillon.contract.tasks.TaskNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of all nodes as trees.
 *
 * @param next the cursor of the next page, null at the end
 * @param deadlocks those who wait for one another, a line each
 * @param unanswered the nodes whose tasks are missing here
 */
record TaskTrees(
    List<TaskNode> items,
    @Nullable String next,
    List<String> deadlocks,
    List<TaskList.Unanswered> unanswered)
    implements TaskAnswer {
  TaskTrees {
    items = List.copyOf(items);
    deadlocks = List.copyOf(deadlocks);
    unanswered = List.copyOf(unanswered);
  }
}

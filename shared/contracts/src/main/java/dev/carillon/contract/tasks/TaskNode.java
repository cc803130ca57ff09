package dev.carillon.contract.tasks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task in the tree of its node.
 *
 * @param name what it does
 * @param task as the list shows it; null for what runs inside of a task and cannot be named alone
 * @param startedFrom the line of the program that began it, in debug mode
 * @param waits what it waits for at the moment
 * @param holds locks and permits that it holds, as far as they are known
 * @param children what runs inside of it
 */
public record TaskNode(
    String name,
    @Nullable TaskView task,
    @Nullable String startedFrom,
    List<TaskWait> waits,
    List<String> holds,
    List<TaskNode> children) {
  public TaskNode {
    waits = List.copyOf(waits);
    holds = List.copyOf(holds);
    children = List.copyOf(children);
  }
}

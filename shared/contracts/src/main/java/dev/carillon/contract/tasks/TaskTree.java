package dev.carillon.contract.tasks;

import java.util.List;

/**
 * The tasks of one node as a tree, in the order of their ids.
 *
 * @param items those that run inside of no other
 * @param deadlocks those who wait for one another at the moment, a line each
 */
public record TaskTree(List<TaskNode> items, List<String> deadlocks) {
  public TaskTree {
    items = List.copyOf(items);
    deadlocks = List.copyOf(deadlocks);
  }
}

package dev.carillon.contract.tasks;

import java.util.List;

/** Tasks of one node, in the order of their ids. */
public record TaskPage(List<TaskView> items) {
  public TaskPage {
    items = List.copyOf(items);
  }
}

package dev.carillon.contract.tasks;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.contract.Id;
import java.time.Duration;

/** What every node answers about its own background tasks; asked with {@code requestEach}. */
public final class NodeTasks {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  /** Lists what runs on the node, the oldest first. */
  public static final Contract<ListTasks, TaskPage> LIST =
      contract("tasks.list.v1", ListTasks.class, TaskPage.class, LIMIT);

  /** The same as a tree, with what is waited for and who holds that; the limit counts roots. */
  public static final Contract<ListTasks, TaskTree> TREE =
      contract("tasks.tree.v1", ListTasks.class, TaskTree.class, LIMIT);

  /** Finds a task that runs on the node or ended there not long ago. */
  public static final Contract<Id, FoundTask> FIND =
      contract("tasks.find.v1", Id.class, FoundTask.class, LIMIT);

  /** Asks a task of the node to end; what cannot be cancelled stays as it is. */
  public static final Contract<CancelTask, FoundTask> CANCEL =
      contract("tasks.cancel.v1", CancelTask.class, FoundTask.class, LIMIT);

  private NodeTasks() {}
}

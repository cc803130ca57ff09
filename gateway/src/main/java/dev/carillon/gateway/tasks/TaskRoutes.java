package dev.carillon.gateway.tasks;

import dev.carillon.bus.Bus;
import dev.carillon.bus.NodeReplies;
import dev.carillon.contract.Id;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.tasks.CancelTask;
import dev.carillon.contract.tasks.FoundTask;
import dev.carillon.contract.tasks.ListTasks;
import dev.carillon.contract.tasks.NodeTasks;
import dev.carillon.contract.tasks.TaskNode;
import dev.carillon.contract.tasks.TaskPage;
import dev.carillon.contract.tasks.TaskTree;
import dev.carillon.contract.tasks.TaskView;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The routes of background tasks: the replies of all nodes, merged. */
public final class TaskRoutes implements Routes {
  private static final String TASKS = "/v1/tasks";
  private static final Param<UUID> ID = Param.pathUuid("id");
  private static final Param<UUID> CURSOR = Param.uuid("cursor");
  private static final int ID_VERSION = 7;
  private static final Param<Boolean> TREE = Param.bool("tree");

  private final Bus bus;

  /** Asks the services through {@code bus}. */
  public TaskRoutes(Bus bus) {
    this.bus = bus;
  }

  @Override
  public List<Route> table() {
    return List.of(
        Route.get(TASKS, Scope.ADMIN, List.of(ApiRequest.LIMIT, CURSOR, TREE), this::list)
            .telling(
                Told.ok(
                    "Lists background tasks of all nodes; as trees with tree=true",
                    TaskAnswer.class)),
        Route.get(TASKS + "/:id", Scope.ADMIN, List.of(ID), this::get)
            .telling(Told.ok("Reads a task", TaskView.class).refusing(FailureCode.NOT_FOUND)),
        Route.delete(TASKS + "/:id", Scope.ADMIN, List.of(ID), this::cancel)
            .telling(
                Told.ok("Cancels a task wherever it runs", TaskView.class)
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT)));
  }

  private Future<Reply> list(ApiRequest request) {
    int limit = request.query(ApiRequest.LIMIT, PageRequest.DEFAULT_LIMIT);
    ListTasks asked = new ListTasks(after(request), limit + 1);
    if (request.query(TREE, false)) {
      return bus.requestEach(NodeTasks.TREE, request.call(), asked)
          .map(each -> Reply.ok(trees(each, limit)));
    }
    return bus.requestEach(NodeTasks.LIST, request.call(), asked)
        .map(each -> Reply.ok(merged(each, limit)));
  }

  /** Ids of tasks are of version 7; others would stand before all of them, or after. */
  private static @Nullable UUID after(ApiRequest request) {
    UUID after = request.query(CURSOR);
    if (after != null && (after.version() != ID_VERSION || after.getMostSignificantBits() < 0)) {
      throw Failure.invalid("cursor", PageRequest.FOREIGN_CURSOR);
    }
    return after;
  }

  private Future<Reply> get(ApiRequest request) {
    return bus.requestEach(NodeTasks.FIND, request.call(), new Id(request.path(ID)))
        .map(each -> Reply.ok(theOne(each)));
  }

  private Future<Reply> cancel(ApiRequest request) {
    CancelTask asked =
        new CancelTask(request.path(ID), "cancelled by " + request.call().principal());
    return bus.requestEach(NodeTasks.CANCEL, request.call(), asked)
        .map(each -> Reply.ok(asked(theOne(each))));
  }

  private static TaskList merged(NodeReplies<TaskPage> each, int limit) {
    List<TaskView> all =
        each.answers().values().stream()
            .flatMap(page -> page.items().stream())
            .sorted(Comparator.comparing(TaskView::id))
            .toList();
    List<TaskView> shown = all.subList(0, Math.min(limit, all.size()));
    return new TaskList(
        shown,
        all.size() > limit ? shown.get(limit - 1).id().toString() : null,
        TaskList.Unanswered.of(each.failed()));
  }

  private static TaskTrees trees(NodeReplies<TaskTree> each, int limit) {
    List<TaskNode> all =
        each.answers().values().stream()
            .flatMap(tree -> tree.items().stream())
            .sorted(Comparator.comparing(TaskRoutes::id))
            .toList();
    List<TaskNode> shown = all.subList(0, Math.min(limit, all.size()));
    return new TaskTrees(
        shown,
        all.size() > limit ? id(shown.get(limit - 1)).toString() : null,
        each.answers().values().stream().flatMap(tree -> tree.deadlocks().stream()).toList(),
        TaskList.Unanswered.of(each.failed()));
  }

  /** A root is always a task that has an id. */
  private static UUID id(TaskNode root) {
    return Objects.requireNonNull(root.task()).id();
  }

  /** CONFLICT unless the task is cancelled or about to be. */
  private static TaskView asked(TaskView task) {
    return switch (task.state()) {
      case "cancelling", "cancelled" -> task;
      case "running" ->
          throw Failure.of(
              FailureCode.CONFLICT, task.name() + " is part of a service and cannot be cancelled");
      default ->
          throw Failure.of(
              FailureCode.CONFLICT, task.name() + " has already ended: " + task.state());
    };
  }

  /** What one node knows; NOT_FOUND only when every node has answered that it does not. */
  private static TaskView theOne(NodeReplies<FoundTask> each) {
    TaskView found =
        each.answers().values().stream()
            .map(FoundTask::task)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    if (found != null) {
      return found;
    }
    if (!each.failed().isEmpty()) {
      throw Failure.of(
          each.failed().containsValue(FailureCode.TIMEOUT)
              ? FailureCode.TIMEOUT
              : FailureCode.UNAVAILABLE,
          "Not found on the nodes that answered; no answer from " + each.failed().keySet());
    }
    throw Failure.of(FailureCode.NOT_FOUND, "No node runs this task or has run it recently");
  }
}

package dev.carillon.management;

import dev.carillon.async.task.TaskInfo;
import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.tasks.CancelTask;
import dev.carillon.contract.tasks.FoundTask;
import dev.carillon.contract.tasks.ListTasks;
import dev.carillon.contract.tasks.NodeTasks;
import dev.carillon.contract.tasks.TaskPage;
import dev.carillon.contract.tasks.TaskTree;
import dev.carillon.contract.tasks.TaskView;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Answers for this process when somebody asks every node about its tasks. */
final class TaskServing {
  private static final Duration CLEAN_UP = Duration.ofMillis(500);

  private final Tasks tasks;
  private final Bus bus;

  TaskServing(Vertx vertx, Clocks clocks) {
    this.tasks = Tasks.of(vertx);
    this.bus = new Bus(vertx, clocks);
  }

  Registration serve() {
    return Registration.all(
        List.of(
            bus.serveEach(NodeTasks.LIST, (call, q) -> Future.succeededFuture(list(q))),
            bus.serveEach(NodeTasks.TREE, (call, q) -> Future.succeededFuture(tree(q))),
            bus.serveEach(NodeTasks.FIND, (call, q) -> Future.succeededFuture(find(q.id()))),
            bus.serveEach(NodeTasks.CANCEL, (call, q) -> cancel(q))));
  }

  private TaskPage list(ListTasks asked) {
    return new TaskPage(
        tasks.list().stream()
            .filter(t -> asked.after() == null || t.id().compareTo(asked.after()) > 0)
            .limit(asked.limit())
            .map(this::view)
            .toList());
  }

  private TaskTree tree(ListTasks asked) {
    return new TaskForest(tasks, this::view).tree(asked);
  }

  private FoundTask find(UUID id) {
    return new FoundTask(tasks.find(id).map(this::view).orElse(null));
  }

  /** A task that heeds its cancellation has ended in the answer. */
  private Future<FoundTask> cancel(CancelTask asked) {
    tasks.cancel(asked.id(), asked.why());
    return Timers.within(tasks.whenEnded(asked.id()), CLEAN_UP)
        .transform(r -> Future.succeededFuture(find(asked.id())));
  }

  private TaskView view(TaskInfo task) {
    return new TaskView(
        task.id(),
        task.name(),
        task.owner(),
        task.state().name().toLowerCase(Locale.ROOT),
        bus.name(),
        task.startedAt(),
        task.age().toMillis(),
        task.waitsFor(),
        task.startedFrom(),
        task.failure(),
        task.cancellable());
  }
}

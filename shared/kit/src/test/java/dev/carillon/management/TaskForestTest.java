package dev.carillon.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Sleep;
import dev.carillon.async.task.TaskInfo;
import dev.carillon.async.task.Tasks;
import dev.carillon.async.task.Timeouts;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.tasks.ListTasks;
import dev.carillon.contract.tasks.TaskNode;
import dev.carillon.contract.tasks.TaskTree;
import dev.carillon.contract.tasks.TaskView;
import dev.carillon.contract.tasks.TaskWait;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TaskForestTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Timers never = (delay, action) -> () -> true;
  private final Tasks tasks = new Tasks(Clocks.system());
  private final AsyncLock books = new AsyncLock("books", never, Clocks.system());
  private final AsyncLock desk = new AsyncLock("desk", never, Clocks.system());

  private TaskTree tree(UUID after, int limit) {
    return new TaskForest(tasks, TaskForestTest::view).tree(new ListTasks(after, limit));
  }

  private static TaskView view(TaskInfo task) {
    return new TaskView(
        task.id(),
        task.name(),
        task.owner(),
        "running",
        "here",
        task.startedAt(),
        0,
        task.waitsFor(),
        null,
        null,
        task.cancellable());
  }

  private Future<Void> sleep(Cancellation cancellation) {
    return Sleep.of(SECOND, never, cancellation);
  }

  @Test
  void tasksStandInsideOfThoseThatStartedThem() {
    tasks.part("relay", "service", () -> "the next look");
    tasks.start(
        "export",
        "ada",
        c -> {
          tasks.start("page", "ada", c, this::sleep);
          return Timeouts.within(SECOND, never, c, this::sleep);
        });
    TaskTree tree = tree(null, 50);
    assertThat(tree.items()).extracting(TaskNode::name).containsExactly("relay", "export");
    assertThat(tree.items().get(0).waits())
        .containsExactly(new TaskWait("the next look", List.of(), null));
    TaskNode export = tree.items().get(1);
    assertThat(export.children()).extracting(TaskNode::name).containsExactly("page", "the work");
    assertThat(export.children().get(0).task()).isNotNull();
    assertThat(export.children().get(1).task()).isNull();
    assertThat(export.waits()).containsExactly(new TaskWait("the work", List.of("the work"), null));
    assertThat(export.children().get(1).waits())
        .containsExactly(new TaskWait("the end of 1 s", List.of(), null));
    assertThat(tree(null, 1).items()).hasSize(1);
    UUID relay = tree.items().get(0).task().id();
    assertThat(tree(relay, 50).items()).extracting(TaskNode::name).containsExactly("export");
  }

  @Test
  void whatIsWaitedForNamesItsHolderAndADeadlockIsTold() {
    tasks.start("ada", "ada", c -> books.withLock(Wait.until(c), () -> sleep(c)));
    tasks.start(
        "bob",
        "bob",
        c ->
            desk.withLock(
                Wait.until(c), () -> books.withLock(Wait.until(c), Future::succeededFuture)));
    TaskNode bob = tree(null, 50).items().get(1);
    assertThat(bob.holds()).containsExactly("holds lock desk");
    assertThat(bob.waits()).containsExactly(new TaskWait("lock books", List.of("ada"), null));
    assertThat(tree(null, 50).deadlocks()).isEmpty();
    tasks.start(
        "cyd",
        "cyd",
        c ->
            desk.withLock(
                Wait.until(c), () -> desk.withLock(Wait.until(c), Future::succeededFuture)));
    tasks.cancel(tree(null, 50).items().get(0).task().id(), "enough");
    assertThat(tree(null, 50).deadlocks())
        .singleElement()
        .asString()
        .contains("cyd (which holds lock desk) waits for lock desk");
    tasks.list().forEach(task -> tasks.cancel(task.id(), "enough"));
    assertThat(tree(null, 50).items()).isEmpty();
    assertThat(tree(null, 50).deadlocks()).isEmpty();
  }
}

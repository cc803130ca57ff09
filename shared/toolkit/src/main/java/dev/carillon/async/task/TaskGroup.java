package dev.carillon.async.task;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.waits.Scope;
import dev.carillon.async.waits.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/**
 * Tasks that live and end together, after {@code asyncio.TaskGroup}: nothing that a group started
 * is under way when the group has ended.
 *
 * <pre>{@code
 * Future<List<Page>> both = TaskGroup.run("both", cancellation, group -> {
 *   Task<Page> a = group.start("a", c -> fetch("/a", c));
 *   Task<Page> b = group.start("b", c -> fetch("/b", c));
 *   return Gather.all(List.of(a.future(), b.future()));
 * });
 * }</pre>
 *
 * <p><b>Order</b>: tasks begin when they are started; the group ends after its body and every task.
 * <b>Threads</b>: safe from any; a task may start further tasks until the group has ended.
 * <b>Cancellation</b>: of the parent, cancels everything in the group; of one task, hurts no other.
 * A task that is started while the group is being cancelled does not run and is cancelled (asyncio
 * refuses to make it; here the one who starts may be on another thread and could not have known).
 * <b>Failure</b>: the first failure, of a task or of the body, cancels all the others; when they
 * have cleaned up the group fails with {@link TaskGroupException}, which holds every failure.
 */
public final class TaskGroup {
  private final String name;
  private final Cancellation parent;
  private final Cancellation cancellation;
  private final Scope scope;
  private final List<Throwable> failures = new ArrayList<>();
  private final Promise<Void> ended = Work.promise();
  private int running = 1; // the body

  private TaskGroup(String name, Cancellation parent) {
    this.name = name;
    this.parent = parent;
    this.cancellation = parent.child();
    this.scope = Scope.begin(name, Scope.nearest(parent.scope()), Scope.Kind.TASK);
    cancellation.carry(scope);
  }

  /**
   * Runs a body that starts the group's tasks.
   *
   * @return the body's result once every task has ended well; else {@link TaskGroupException}, or
   *     {@link CancellationException} when the parent was cancelled and nothing failed
   */
  public static <T> Future<T> run(
      String name, Cancellation parent, Function<TaskGroup, Future<T>> body) {
    TaskGroup group = new TaskGroup(name, parent);
    Waiting waiting = group.scope.awaited("group " + name);
    Task<T> main = Task.start(name, group.cancellation, c -> body.apply(group));
    group.waitFor(main);
    return Debug.watch(
        name,
        group
            .ended
            .future()
            .transform(
                v -> {
                  group.cancellation.detach();
                  group.scope.end();
                  waiting.end();
                  return group.result(main);
                }));
  }

  /**
   * Starts a task of the group.
   *
   * @throws IllegalStateException if the group has ended
   */
  public <T> Task<T> start(String taskName, Function<Cancellation, Future<T>> body) {
    synchronized (this) {
      if (running == 0) {
        throw new IllegalStateException(name + " has ended");
      }
      running++;
    }
    Task<T> task = Task.start(taskName, cancellation, body);
    waitFor(task);
    return task;
  }

  /** What tells the tasks of the group to end. */
  public Cancellation cancellation() {
    return cancellation;
  }

  private void waitFor(Task<?> task) {
    Waiting waiting = scope.await(task.name(), task.scope());
    task.future()
        .onComplete(
            r -> {
              waiting.end();
              onEnd(task);
            });
  }

  private void onEnd(Task<?> task) {
    boolean failed = task.future().failed() && !task.isCancelled();
    if (failed) {
      failWith(task.future().cause());
      cancelOthers(task);
    }
    boolean last;
    synchronized (this) {
      running--;
      last = running == 0;
    }
    if (last) {
      Work.settle(ended, Future.succeededFuture());
    }
  }

  /** What a listener throws is one more failure, and keeps the group from nothing. */
  private void cancelOthers(Task<?> failed) {
    try {
      cancellation.cancel(failed.name() + " failed");
    } catch (Throwable thrown) { // an Error too
      failWith(thrown);
    }
  }

  private synchronized void failWith(Throwable cause) {
    failures.add(cause);
  }

  private synchronized <T> Future<T> result(Task<T> main) {
    if (!failures.isEmpty()) {
      return Future.failedFuture(new TaskGroupException(name, failures));
    }
    return parent.isCancelled() ? Future.failedFuture(parent.exception()) : main.future();
  }
}

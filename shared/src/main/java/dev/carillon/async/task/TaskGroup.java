package dev.carillon.async.task;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/**
 * Tasks that live and end together, after {@code asyncio.TaskGroup}. The group ends when its body
 * and every task have ended. The first failure, of a task or of the body, cancels all the others;
 * when they have cleaned up the group fails with {@link TaskGroupException}, which holds every
 * failure. Cancelling the parent cancels everything in it. A task may start further tasks of the
 * group until the group has ended.
 *
 * <pre>{@code
 * Future<Page> page = TaskGroup.run("page", cancellation, group -> {
 *   Task<User> user = group.start("user", c -> users.get(id));
 *   Task<Mails> mails = group.start("mails", c -> mails.of(id));
 *   return Gather.all(...);
 * });
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class TaskGroup {
  private final String name;
  private final Cancellation cancellation;
  private final List<Throwable> failures = new ArrayList<>();
  private final Promise<Void> ended = Promise.promise();
  private int running = 1; // the body
  private boolean cancelledFromOutside;

  private TaskGroup(String name, Cancellation parent) {
    this.name = name;
    this.cancellation = parent.child();
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
    Cancellation.Registration link = parent.onCancel(group::onParentCancelled);
    Task<T> main = Task.start(name, group.cancellation, c -> body.apply(group));
    main.future().onComplete(r -> group.onEnd(main));
    return group
        .ended
        .future()
        .transform(
            v -> {
              link.remove();
              return group.result(main);
            });
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
    task.future().onComplete(r -> onEnd(task));
    return task;
  }

  /** What tells the tasks of the group to end. */
  public Cancellation cancellation() {
    return cancellation;
  }

  private synchronized void onParentCancelled() {
    cancelledFromOutside = true;
  }

  private void onEnd(Task<?> task) {
    boolean failed = task.future().failed() && !task.isCancelled();
    boolean last;
    synchronized (this) {
      if (failed) {
        failures.add(task.future().cause());
      }
      running--;
      last = running == 0;
    }
    if (failed) {
      cancellation.cancel();
    }
    if (last) {
      ended.complete();
    }
  }

  private synchronized <T> Future<T> result(Task<T> main) {
    if (!failures.isEmpty()) {
      return Future.failedFuture(new TaskGroupException(name, failures));
    }
    return cancelledFromOutside
        ? Future.failedFuture(new CancellationException(name + " was cancelled"))
        : main.future();
  }
}

package dev.carillon.async.task;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.waits.Scope;
import dev.carillon.async.waits.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/**
 * Work that has begun, and that can be called off: a future plus {@link #cancel}, after {@code
 * asyncio.Task}.
 *
 * <p>Cancelling is cooperative. The body is given a {@link Cancellation}; it passes that on to what
 * it waits for, cleans up, and ends. The task's future completes when the body has ended, so that
 * whoever waits for it also waits for the clean-up.
 *
 * <pre>{@code
 * Task<Report> report =
 *     Task.start("report", c -> lock.withLock(Wait.until(c), () -> write(c)).eventually(() -> cleanUp()));
 * report.cancel();
 * Future<Report> result = report.future(); // fails with CancellationException after the clean-up
 * }</pre>
 *
 * <p><b>Order</b>: the body begins at once, on the caller's thread (asyncio begins it in the next
 * turn; a Java caller has no other way to begin several at the same time than to begin them).
 * <b>Threads</b>: safe from any; the future completes on the context that started the task.
 * <b>Cancellation</b>: a body that fails with {@link CancellationException} after it was asked to
 * end is {@link State#CANCELLED}; one that ends otherwise has succeeded or failed, as in asyncio. A
 * task that was cancelled before it began does not run its body. <b>Failure</b>: what the body
 * fails with or throws; in debug mode a failure that nobody looks at is reported with the place
 * that started the task.
 */
public final class Task<T> {
  private final String name;
  private final Cancellation cancellation;
  private final Scope scope;
  private final Future<T> ended;
  private final Future<T> future;

  private Task(String name, Cancellation cancellation, Function<Cancellation, Future<T>> body) {
    this.name = name;
    this.cancellation = cancellation;
    this.scope = Scope.begin(name, Scope.nearest(cancellation.scope()), Scope.Kind.TASK);
    cancellation.carry(scope);
    this.ended = begin(body);
    this.future = Debug.watch(name, ended);
  }

  /** How a task stands. */
  public enum State {
    /** Under way. */
    RUNNING,
    /** Under way, and asked to end. */
    CANCELLING,
    /** Ended with a result. */
    SUCCEEDED,
    /** Ended with a failure. */
    FAILED,
    /** Ended because it was asked to. */
    CANCELLED
  }

  /** Begins a body that nobody else can cancel. A throw or a missing future is a failure. */
  public static <T> Task<T> start(String name, Function<Cancellation, Future<T>> body) {
    return new Task<>(name, new Cancellation(), body);
  }

  /** Begins a body that is also cancelled with its parent, and inherits its deadline. */
  public static <T> Task<T> start(
      String name, Cancellation parent, Function<Cancellation, Future<T>> body) {
    return new Task<>(name, parent.child(), body);
  }

  /** Begins a body on a cancellation that is the task's own. */
  static <T> Task<T> on(String name, Cancellation own, Function<Cancellation, Future<T>> body) {
    return new Task<>(name, own, body);
  }

  /** The name, for lists and reports. */
  public String name() {
    return name;
  }

  /** Completes when the body, with its clean-up, has ended. */
  public Future<T> future() {
    return future;
  }

  /**
   * Waits for its end on behalf of another task, until that is cancelled. The same as {@link
   * Shield#of} for its future, and one sees who waits for whom.
   */
  public Future<T> join(Cancellation waiter) {
    Scope by = Scope.nearest(waiter.scope());
    if (by == null || ended.isComplete()) {
      return Shield.of(future, waiter);
    }
    Waiting waiting = by.await("the end of " + name, scope);
    Promise<T> joined = Work.promise();
    Shield.of(future, waiter, "the end of " + name)
        .onComplete(
            r -> {
              waiting.end();
              Scope.run(by, () -> Work.settle(joined, r));
            });
    return joined.future();
  }

  /** This task among those who wait and hold. */
  Scope scope() {
    return scope;
  }

  /** The same for this package's own bookkeeping: to listen here is not to look at a failure. */
  Future<T> ended() {
    return ended;
  }

  /** What tells the body to end. */
  Cancellation cancellation() {
    return cancellation;
  }

  /** Asks the body to end; true if it was under way and not asked before. */
  public boolean cancel() {
    return !ended.isComplete() && cancellation.cancel();
  }

  /** The same with a reason, which the body's {@link CancellationException} carries. */
  public boolean cancel(String why) {
    return !ended.isComplete() && cancellation.cancel(why);
  }

  /** How it stands now. */
  public State state() {
    if (!ended.isComplete()) {
      return cancellation.isCancelled() ? State.CANCELLING : State.RUNNING;
    }
    if (ended.succeeded()) {
      return State.SUCCEEDED;
    }
    return isCancelled() ? State.CANCELLED : State.FAILED;
  }

  /** Whether it has ended because it was asked to. */
  public boolean isCancelled() {
    return ended.failed()
        && ended.cause() instanceof CancellationException
        && cancellation.isCancelled();
  }

  private Future<T> begin(Function<Cancellation, Future<T>> body) {
    Scope outer = Scope.current();
    if (cancellation.isCancelled()) {
      scope.end();
      return Future.failedFuture(cancellation.exception());
    }
    Future<T> begun = scope.call(() -> Work.begin(() -> body.apply(cancellation)));
    if (begun.isComplete()) {
      end();
      return Work.here(begun);
    }
    Promise<T> promise = Work.promise();
    begun.onComplete(
        r -> {
          end();
          Scope.run(outer, () -> Work.settle(promise, r));
        });
    return promise.future();
  }

  private void end() {
    cancellation.detach();
    scope.end();
  }
}

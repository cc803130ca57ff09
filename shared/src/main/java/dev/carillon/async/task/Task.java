package dev.carillon.async.task;

import io.vertx.core.Future;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/**
 * Work that has begun, and that can be called off: a future plus {@link #cancel}, after {@code
 * asyncio.Task}.
 *
 * <p>Cancelling is cooperative. The body is given a {@link Cancellation}; it passes that on to what
 * it waits for, cleans up, and ends. The task's future completes when the body has ended, so that
 * whoever waits for it also waits for the clean-up. A body that fails with {@link
 * CancellationException} after it was asked to end is {@link State#CANCELLED}; one that ends
 * otherwise has succeeded or failed, as in asyncio.
 *
 * <pre>{@code
 * Task<Report> report = Task.start("report", cancellation -> lock.acquire(Wait.until(cancellation))
 *     .compose(v -> write(cancellation))
 *     .eventually(this::cleanUp));
 * report.cancel();
 * }</pre>
 *
 * <p>Thread-safe. The future's listeners run where the body's do.
 */
public final class Task<T> {
  private final String name;
  private final Cancellation cancellation;
  private final Future<T> future;

  private Task(String name, Cancellation cancellation, Function<Cancellation, Future<T>> body) {
    this.name = name;
    this.cancellation = cancellation;
    this.future = begin(body);
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

  /** Begins a body that is also cancelled with its parent. */
  public static <T> Task<T> start(
      String name, Cancellation parent, Function<Cancellation, Future<T>> body) {
    return new Task<>(name, parent.child(), body);
  }

  /** The name, for lists and reports. */
  public String name() {
    return name;
  }

  /** Completes when the body, with its clean-up, has ended. */
  public Future<T> future() {
    return future;
  }

  /** Asks the body to end; true if it was under way and not asked before. */
  public boolean cancel() {
    return !future.isComplete() && cancellation.cancel();
  }

  /** How it stands now. */
  public State state() {
    if (!future.isComplete()) {
      return cancellation.isCancelled() ? State.CANCELLING : State.RUNNING;
    }
    if (future.succeeded()) {
      return State.SUCCEEDED;
    }
    return isCancelled() ? State.CANCELLED : State.FAILED;
  }

  /** Whether it has ended because it was asked to. */
  public boolean isCancelled() {
    return future.failed()
        && future.cause() instanceof CancellationException
        && cancellation.isCancelled();
  }

  private Future<T> begin(Function<Cancellation, Future<T>> body) {
    if (cancellation.isCancelled()) {
      return Future.failedFuture(new CancellationException(name + " was cancelled"));
    }
    try {
      Future<T> begun = body.apply(cancellation);
      return begun == null
          ? Future.failedFuture(new NullPointerException(name + " gave no future"))
          : begun;
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }
}

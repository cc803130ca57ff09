package dev.carillon.async.sync;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.task.Work;
import dev.carillon.async.waits.Scope;
import dev.carillon.async.waits.Waiting;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs actions on the current thread one after another instead of inside one another. Waking a
 * waiter that has no context may run its work at once, which may wake the next one, and so on: as
 * calls within calls a long queue would exhaust the stack.
 */
final class Trampoline {
  private static final ThreadLocal<Deque<Runnable>> PENDING = new ThreadLocal<>();

  private static final Logger LOG = LoggerFactory.getLogger(Trampoline.class);

  private Trampoline() {}

  /** Runs the action now, or after the one that is running on this thread. */
  static void run(Runnable action) {
    Deque<Runnable> pending = PENDING.get();
    if (pending != null) {
      pending.add(action);
      return;
    }
    pending = new ArrayDeque<>();
    PENDING.set(pending);
    try {
      for (Runnable next = action; next != null; next = pending.poll()) {
        runSafely(next);
      }
    } finally {
      PENDING.remove();
    }
  }

  /**
   * Runs an action while something is held, and gives it back however the action ends. What the
   * action gives comes after the release; those who listen to it go on before the next holder does,
   * as after asyncio's {@code async with}.
   *
   * @param section what the action is, among those who wait and hold
   */
  static <T> Future<T> holding(Scope section, Supplier<Future<T>> action, Runnable release) {
    Scope outer = section.parent();
    Waiting waiting = section.awaited(section.name());
    Promise<T> result = Work.promise();
    section
        .call(() -> Work.begin(action))
        .onComplete(
            r ->
                run(
                    () -> {
                      section.end();
                      waiting.end();
                      Future<T> given = released(release, r);
                      Scope.run(outer, () -> Work.settle(result, given));
                    }));
    return Debug.watch("guarded work", result.future());
  }

  private static <T> Future<T> released(Runnable release, AsyncResult<T> result) {
    try {
      release.run();
    } catch (RuntimeException notHeld) {
      return Future.failedFuture(notHeld);
    }
    return result.succeeded()
        ? Future.succeededFuture(result.result())
        : Future.failedFuture(result.cause());
  }

  /** What a listener throws must not keep those behind it from their turn. */
  private static void runSafely(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) { // an Error too
      LOG.error("A listener failed", e);
    }
  }
}

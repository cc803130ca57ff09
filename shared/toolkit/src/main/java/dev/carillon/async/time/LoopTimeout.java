package dev.carillon.async.time;

import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.Future.State;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The time-out of one future. It is a task in the queue of the caller's own event loop, taken back
 * at completion: no lock, no other thread. Only a caller without a loop goes through the one thread
 * that Netty has for everybody, which costs a hand-over and a wake-up.
 */
final class LoopTimeout<T> implements Runnable, Completable<T> {
  private final Promise<T> answer;
  private final Supplier<? extends Throwable> late;
  private final java.util.concurrent.Future<?> timer;

  private LoopTimeout(
      ScheduledExecutorService loop,
      long millis,
      Promise<T> answer,
      Supplier<? extends Throwable> late) {
    this.answer = answer;
    this.late = late;
    this.timer = loop.schedule(this, millis, TimeUnit.MILLISECONDS);
  }

  static <T> Future<T> within(Future<T> work, Duration limit, Supplier<? extends Throwable> late) {
    if (work.isComplete()) {
      return work;
    }
    ContextInternal here = ContextInternal.current();
    ScheduledExecutorService loop =
        here == null ? GlobalEventExecutor.INSTANCE : here.nettyEventLoop();
    Promise<T> answer = here == null ? Promise.promise() : here.promise();
    work.onComplete(new LoopTimeout<>(loop, Math.max(1, Durations.millisUp(limit)), answer, late));
    return answer.future();
  }

  /** The time has passed. */
  @Override
  public void run() {
    if (!answer.future().isComplete()) {
      answer.tryFail(late.get());
    }
  }

  /** The work has ended, perhaps too late. */
  @Override
  public void complete(T result, Throwable failure) {
    if (timer.state() == State.RUNNING) {
      timer.cancel(false);
    }
    if (failure == null) {
      answer.tryComplete(result);
    } else {
      answer.tryFail(failure);
    }
  }
}

package dev.carillon.async.time;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The time-out of one future. It is an entry in the wheel of the caller's own event loop, taken out
 * at completion: no lock, no other thread. Only a caller without a loop goes through the one thread
 * that Netty has for everybody, which costs a hand-over and a wake-up.
 */
final class LoopTimeout<T> extends TimingWheel.Entry implements Completable<T> {
  private final EventExecutor loop;
  private final Promise<T> answer;
  private final Supplier<? extends Throwable> late;

  private LoopTimeout(EventExecutor loop, Promise<T> answer, Supplier<? extends Throwable> late) {
    this.loop = loop;
    this.answer = answer;
    this.late = late;
  }

  static <T> Future<T> within(Future<T> work, Duration limit, Supplier<? extends Throwable> late) {
    if (work.isComplete()) {
      return work;
    }
    ContextInternal here = ContextInternal.current();
    EventExecutor loop = here == null ? GlobalEventExecutor.INSTANCE : here.nettyEventLoop();
    Promise<T> answer = here == null ? Promise.promise() : here.promise();
    LoopTimeout<T> timeout = new LoopTimeout<>(loop, answer, late);
    timeout.start(Math.max(1, Durations.millisUp(limit)));
    work.onComplete(timeout);
    return answer.future();
  }

  private void start(long millis) {
    TimingWheel.on(
        loop,
        () -> {
          if (!answer.future().isComplete()) { // or it would be kept for all that time
            TimingWheel.of(loop).add(this, millis);
          }
        });
  }

  @Override
  void expire() {
    if (!answer.future().isComplete()) {
      answer.tryFail(late.get());
    }
  }

  /** The work has ended, perhaps too late. */
  @Override
  public void complete(T result, Throwable failure) {
    TimingWheel.on(loop, this::takeOut);
    if (failure == null) {
      answer.tryComplete(result);
    } else {
      answer.tryFail(failure);
    }
  }
}

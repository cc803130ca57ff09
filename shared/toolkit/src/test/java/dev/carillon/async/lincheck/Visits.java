package dev.carillon.async.lincheck;

import dev.carillon.async.sync.Wait;
import dev.carillon.async.task.Cancellation;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Those who come in, some of them after they have tried to leave the queue, and go out again. */
final class Visits {
  private final int most;
  private final Function<Wait, Future<Void>> acquire;
  private final Runnable release;
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger faults = new AtomicInteger();

  Visits(int most, Function<Wait, Future<Void>> acquire, Runnable release) {
    this.most = most;
    this.acquire = acquire;
    this.release = release;
  }

  void patient() {
    visit(Wait.FOREVER);
  }

  void impatient() {
    Cancellation cancellation = new Cancellation();
    visit(Wait.until(cancellation));
    cancellation.cancel();
  }

  private void visit(Wait wait) {
    begun.incrementAndGet();
    acquire.apply(wait).onSuccess(v -> pass()).onFailure(e -> ended.incrementAndGet());
  }

  private void pass() {
    if (inside.incrementAndGet() > most) {
      faults.incrementAndGet();
    }
    inside.decrementAndGet();
    release.run();
    ended.incrementAndGet();
  }

  void check() {
    if (faults.get() > 0 || begun.get() != ended.get()) {
      throw new AssertionError(
          faults + " too many inside; " + begun + " came and " + ended + " left");
    }
  }
}

package dev.carillon.bench.mail.round;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Callers who each do something again when they have done it. */
public final class ClosedLoop {
  private final Context context;
  private final int callers;

  /** So many callers on one context. */
  public ClosedLoop(Context context, int callers) {
    this.context = context;
    this.callers = callers;
  }

  /** How often it was done in so many seconds, until the last of it was done. */
  public int run(int seconds, Supplier<Future<Void>> action) {
    AtomicInteger done = new AtomicInteger();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      Promise<Void> over = Promise.promise();
      context.runOnContext(v -> again(action, end, done, over));
      all.add(over.future());
    }
    Future.all(all).await();
    return done.get();
  }

  private void again(
      Supplier<Future<Void>> action, long end, AtomicInteger done, Promise<Void> over) {
    if (System.nanoTime() > end) {
      over.complete();
      return;
    }
    action
        .get()
        .onComplete(
            r -> {
              if (r.failed()) {
                over.fail(r.cause());
              } else {
                done.incrementAndGet();
                context.runOnContext(v -> again(action, end, done, over));
              }
            });
  }
}

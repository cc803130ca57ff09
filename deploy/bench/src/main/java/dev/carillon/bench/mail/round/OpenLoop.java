package dev.carillon.bench.mail.round;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Function;

/**
 * Begins so much in a second, whether what came before has ended or not, and counts from when each
 * <em>should</em> have begun: one that waits because others are slow has waited all the same. (The
 * error of closed loops that this avoids is known as coordinated omission: G. Tene, "How NOT to
 * Measure Latency".)
 */
public final class OpenLoop {
  private final Vertx vertx;
  private final Context context;
  private final double perSecond;
  private final Latencies latencies;

  /** On one context; into these latencies. */
  public OpenLoop(Vertx vertx, Context context, double perSecond, Latencies latencies) {
    this.vertx = vertx;
    this.context = context;
    this.perSecond = perSecond;
    this.latencies = latencies;
  }

  /**
   * Does it for so long, and waits for the last of it.
   *
   * @param action given the number, from 0
   * @return how often it was done
   */
  public int run(Duration length, Function<Integer, Future<?>> action) {
    Run run = new Run((int) (perSecond * length.toNanos() / 1e9), action);
    context.runOnContext(v -> run.start());
    return run.over.future().await();
  }

  private final class Run {
    private final Promise<Integer> over = Promise.promise();
    private final Function<Integer, Future<?>> action;
    private final int all;
    private long start;
    private int begun;
    private int ended;

    Run(int all, Function<Integer, Future<?>> action) {
      this.all = all;
      this.action = action;
    }

    void start() {
      if (all == 0) {
        over.complete(0);
        return;
      }
      start = System.nanoTime();
      vertx.setPeriodic(1, this::tick);
    }

    private void tick(long timer) {
      long due = Math.min(all, (long) ((System.nanoTime() - start) / 1e9 * perSecond));
      while (begun < due) {
        begin(begun++);
      }
      if (begun == all) {
        vertx.cancelTimer(timer);
      }
    }

    private void begin(int number) {
      long intended = start + (long) (number * 1e9 / perSecond);
      action
          .apply(number)
          .onComplete(
              r -> {
                if (r.failed()) {
                  over.tryFail(r.cause());
                  return;
                }
                latencies.record(System.nanoTime() - intended);
                context.runOnContext(v -> end());
              });
    }

    private void end() {
      if (++ended == all) {
        over.tryComplete(all);
      }
    }
  }
}

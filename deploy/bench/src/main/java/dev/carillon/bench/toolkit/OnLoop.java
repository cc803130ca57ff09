package dev.carillon.bench.toolkit;

import dev.carillon.async.time.Timers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * An event loop, where asynchronous primitives live: a benchmark runs many operations there and
 * waits once for all of them, so that the way there and back does not count.
 */
@State(Scope.Benchmark)
public class OnLoop {
  private static final long LIMIT_SECONDS = 60;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();

  /** Stops it. */
  @TearDown(Level.Trial)
  public void stop() throws Exception {
    vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Nothing here waits with a limit. */
  static Timers noTimers() {
    return (delay, action) -> {
      throw new IllegalStateException("no timer is needed");
    };
  }

  Vertx vertx() {
    return vertx;
  }

  /** Runs {@code work} on the loop until it says that it is done. */
  void run(Consumer<Runnable> work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.runOnContext(
        v -> {
          try {
            work.accept(() -> done.complete(null));
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    done.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }
}

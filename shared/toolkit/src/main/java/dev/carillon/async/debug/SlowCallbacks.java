package dev.carillon.async.debug;

import dev.carillon.async.time.Clocks;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.threadchecker.BlockedThreadEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slow-callback log, after asyncio's: says with its stack that an event loop is being blocked,
 * and, as soon as the loop is free again, how long the callback took.
 *
 * <pre>{@code
 * Vertx vertx = Vertx.vertx(new VertxOptions()
 *     .setBlockedThreadCheckInterval(25).setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
 *     .setMaxEventLoopExecuteTime(50).setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS));
 * SlowCallbacks.installOn(vertx, clocks);
 * }</pre>
 *
 * <p><b>Order</b>: one report at the beginning and one at the end of each slow callback; the end is
 * when the loop comes to the next turn, after what had queued up behind the callback.
 * <b>Threads</b>: reports the loops of one Vert.x. <b>Cancellation</b>: ends with its Vert.x.
 * <b>Failure</b>: a callback that never ends is reported once.
 */
public final class SlowCallbacks {
  private static final Logger LOG = LoggerFactory.getLogger(SlowCallbacks.class);
  private static final int FRAMES = 15;
  private static final long SAME = Duration.ofMillis(10).toNanos();
  private static final double NANOS_PER_SECOND = 1e9;

  private final VertxInternal vertx;
  private final Clocks clocks;
  private final Map<Thread, Long> slow = new ConcurrentHashMap<>();

  private SlowCallbacks(VertxInternal vertx, Clocks clocks) {
    this.vertx = vertx;
    this.clocks = clocks;
  }

  /** Reports what blocks longer than the instance's own limit; in place of Vert.x's own report. */
  public static void installOn(Vertx vertx, Clocks clocks) {
    VertxInternal internal = (VertxInternal) vertx;
    SlowCallbacks reports = new SlowCallbacks(internal, clocks);
    internal.blockedThreadChecker().setThreadBlockedHandler(reports::onBlocked);
  }

  private void onBlocked(BlockedThreadEvent event) {
    Thread thread = event.thread();
    long began = clocks.nanos() - event.duration();
    Long before = slow.put(thread, began);
    if (before != null && began - before < SAME) {
      return; // still the same callback
    }
    LOG.warn(
        "{} is blocked for {} s, and goes on with{}",
        thread.getName(),
        seconds(event.duration()),
        Arrays.stream(thread.getStackTrace())
            .limit(FRAMES)
            .map(frame -> "\n    at " + frame)
            .collect(Collectors.joining()));
    for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
      if (loop.inEventLoop(thread)) {
        loop.execute(() -> onFree(thread, began));
        return;
      }
    }
  }

  private void onFree(Thread thread, long began) {
    LOG.warn("{}: a callback took {} s", thread.getName(), seconds(clocks.nanos() - began));
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / NANOS_PER_SECOND);
  }
}

package dev.carillon.lifecycle;

import dev.carillon.async.time.Timers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts parts in order and stops them in reverse order. A part that fails to start stops those
 * before it. Each stop is bounded; one that fails or takes too long is logged and does not keep the
 * others from stopping. {@link #stop} may be called again and then answers at once. One context
 * only.
 */
public final class Components {
  private static final Logger LOG = LoggerFactory.getLogger(Components.class);

  private final List<Component> parts;
  private final Duration stopLimit;
  private final Deque<Component> started = new ArrayDeque<>();

  /** The parts in their order; each may take {@code stopLimit} to stop. */
  public Components(List<Component> parts, Duration stopLimit) {
    this.parts = List.copyOf(parts);
    this.stopLimit = stopLimit;
  }

  /** Starts all; fails with the first failure, after everything started before it has stopped. */
  public Future<Void> start() {
    return startNext(parts.iterator()).recover(e -> stop().transform(r -> Future.failedFuture(e)));
  }

  private Future<Void> startNext(Iterator<Component> rest) {
    if (!rest.hasNext()) {
      return Future.succeededFuture();
    }
    Component part = rest.next();
    started.push(part);
    LOG.debug("Starting {}", part.name());
    return here(attempt(part.start())).compose(v -> startNext(rest));
  }

  /** Stops what was started, last first. */
  public Future<Void> stop() {
    if (started.isEmpty()) {
      return Future.succeededFuture();
    }
    Component part = started.pop();
    LOG.debug("Stopping {}", part.name());
    return here(Timers.within(attempt(part.stop()), stopLimit))
        .transform(
            r -> {
              if (r.failed()) {
                LOG.warn("{} did not stop cleanly: {}", part.name(), r.cause().toString());
              }
              return stop();
            });
  }

  private static Future<?> attempt(Supplier<Future<?>> action) {
    try {
      return action.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * Brings a result to the context that asked. A part may answer with a future of somebody else's
   * context; what is deployed or opened by the next step would then belong to that one.
   */
  private static Future<?> here(Future<?> future) {
    Context context = Vertx.currentContext();
    if (context == null) {
      return future;
    }
    Promise<Void> here = Promise.promise();
    future.onComplete(
        r ->
            context.runOnContext(
                v -> {
                  if (r.succeeded()) {
                    here.complete();
                  } else {
                    here.fail(r.cause());
                  }
                }));
    return here.future();
  }
}

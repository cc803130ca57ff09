package dev.carillon.lifecycle;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * A part that is started once and stopped once.
 *
 * @param name for the log, such as {@code "outbox relay"}
 * @param start completes when the part works
 * @param stop completes when the part holds nothing any more; must bear being called after a failed
 *     start
 */
public record Component(String name, Supplier<Future<?>> start, Supplier<Future<?>> stop) {

  /** A part that needs no start. */
  public static Component closing(String name, Supplier<Future<?>> stop) {
    return new Component(name, Future::succeededFuture, stop);
  }

  /** A part whose start is done when it returns. */
  public static Component running(String name, Runnable start, Supplier<Future<?>> stop) {
    return new Component(
        name,
        () -> {
          start.run();
          return Future.succeededFuture();
        },
        stop);
  }

  /** A step with nothing to undo. */
  public static Component step(String name, Supplier<Future<?>> start) {
    return new Component(name, start, Future::succeededFuture);
  }
}

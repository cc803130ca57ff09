package dev.carillon.async.task;

import io.vertx.core.Future;

/**
 * How one of several pieces of work ended.
 *
 * <pre>{@code
 * Outcome<Page> outcome = Outcome.of(page); // page has completed
 * log(switch (outcome) {
 *   case Outcome.Success<Page>(Page p) -> "got " + p;
 *   case Outcome.Failure<Page>(Throwable cause) -> "failed with " + cause;
 * });
 * }</pre>
 *
 * <p><b>Order</b>, <b>Threads</b>: a value. <b>Cancellation</b>, <b>Failure</b>: both are a {@link
 * Failure}.
 */
public sealed interface Outcome<T> {
  /** It gave a result. */
  record Success<T>(T value) implements Outcome<T> {}

  /** It failed. */
  record Failure<T>(Throwable cause) implements Outcome<T> {}

  /** The outcome of a future that has completed. */
  static <T> Outcome<T> of(Future<T> completed) {
    return completed.succeeded()
        ? new Success<>(completed.result())
        : new Failure<>(completed.cause());
  }
}

package dev.carillon.store.pg.idempotency;

import dev.carillon.async.task.Outcome;
import dev.carillon.bus.WireFailure;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;

/**
 * An answer.
 *
 * @param replayed whether it is that of an earlier request with the same key
 */
public record IdempotentResult<R>(R value, boolean replayed) {
  /**
   * The answer in a row with {@code fingerprint}, {@code response} and {@code failure}, for who
   * asks again. A refusal that was kept and IDEMPOTENCY_MISMATCH are thrown. A fingerprint that was
   * scrubbed fits any request.
   */
  static <R> IdempotentResult<R> replay(Row row, Buffer fingerprint, Class<R> type) {
    Buffer before = row.getBuffer("fingerprint");
    if (before.length() > 0 && !before.equals(fingerprint)) {
      throw Failure.of(
          FailureCode.IDEMPOTENCY_MISMATCH,
          "The idempotency key was used for another request before");
    }
    String failure = row.getString("failure");
    if (failure != null) {
      throw Json.readTolerantly(failure, WireFailure.class).toFailure().asReplayed();
    }
    try {
      return new IdempotentResult<>(Json.readTolerantly(row.getString("response"), type), true);
    } catch (Failure unreadable) { // a fault of ours, not of who asks again
      throw Failure.of(
          FailureCode.INTERNAL, "The answer that was kept can no longer be read", unreadable);
    }
  }

  /** The same as an outcome: of a request that shares its statement with others. */
  public static <R> Outcome<IdempotentResult<R>> outcome(
      Row row, Buffer fingerprint, Class<R> type) {
    try {
      return new Outcome.Success<>(replay(row, fingerprint, type));
    } catch (Failure kept) {
      return new Outcome.Failure<>(kept);
    }
  }
}

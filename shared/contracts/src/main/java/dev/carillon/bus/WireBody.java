package dev.carillon.bus;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import dev.carillon.json.JsonType;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * A message that came from another process, not yet read: only the receiver knows, by its contract,
 * which record it is to be. No class name is ever taken from the wire. It may be of the version
 * before or after this one, and is read tolerantly.
 */
record WireBody(byte kind, Buffer json) {
  static final byte MESSAGE = 0;
  static final byte FAILURE = 1;

  private static final JsonType<WireFailure> FAILURE_TYPE = JsonType.of(WireFailure.class);

  /** Throws the failure that this is, if it is one. */
  void throwFailure() {
    if (kind == FAILURE) {
      throw Json.readTolerantly(json.getBytes(), FAILURE_TYPE).toFailure();
    }
  }

  /** The record. */
  <T> T as(JsonType<T> type) {
    try {
      return Json.readTolerantly(json.getBytes(), type);
    } catch (Failure malformed) {
      throw Failure.of(
          FailureCode.INVALID,
          "A " + type.raw().getSimpleName() + " could not be read: " + malformed.message(),
          malformed);
    }
  }

  /** What came back for a request: the answer, or the failure that it is. */
  static <Q, R> Future<R> answer(Contract<Q, R> contract, Object body) {
    try {
      return switch (body) {
        case WireFailure failure -> Future.failedFuture(failure.toFailure());
        case WireBody wire -> Future.succeededFuture(reply(wire, contract));
        default -> Future.succeededFuture(contract.response().cast(body));
      };
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** What cannot be read as an answer is a fault between the services, not of who asked. */
  private static <R> R reply(WireBody wire, Contract<?, R> contract) {
    wire.throwFailure();
    try {
      return wire.as(contract.response());
    } catch (Failure unreadable) {
      throw Failure.of(
          FailureCode.INTERNAL, contract.address() + " gave an unreadable answer", unreadable);
    }
  }
}

package dev.carillon.gateway.bridge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.bus.WireFailure;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import org.jspecify.annotations.Nullable;

/** What a bridge writes to one client, as JSON. */
final class ServerFrame {
  /** The number on every failure; what is wrong stands in its text. */
  private static final int FAILURE = 1;

  private ServerFrame() {}

  /** An answer, or what was told on a topic. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Message(String type, String address, Object body) {}

  /**
   * A failure.
   *
   * @param message the failure as JSON, which the stock clients hand on as it is
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Refusal(
      String type, @Nullable String address, int failureCode, String failureType, String message) {}

  static String message(Dialect dialect, String address, Object body) {
    return Json.text(new Message(dialect.message(), address, body));
  }

  /**
   * A failure.
   *
   * @param address whose handler at the client it is for; null for whoever looks after errors there
   */
  static String refusal(@Nullable String address, Throwable cause) {
    WireFailure failure = WireFailure.of(cause);
    String type = failure.code() == FailureCode.TIMEOUT ? "TIMEOUT" : "RECIPIENT_FAILURE";
    return Json.text(new Refusal("err", address, FAILURE, type, Json.text(failure)));
  }

  static String refusal(@Nullable String address, FailureCode code, String message) {
    return refusal(address, Failure.of(code, message));
  }

  static String pong() {
    return "{\"type\":\"pong\"}";
  }
}

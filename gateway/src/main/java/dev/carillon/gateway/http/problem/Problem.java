package dev.carillon.gateway.http.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.failure.FieldError;
import java.util.List;
import java.util.Locale;

/**
 * An error as clients see it (RFC 9457), with a stable code, whether a retry may help, and the
 * invalid fields.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    String traceId,
    boolean retryable,
    List<FieldError> errors) {

  private static final int TOO_LARGE = 413;

  static Problem of(Failure failure, int status, String traceId) {
    String name = failure.code().label();
    return new Problem(
        "/problems/" + name,
        title(failure.code()),
        status,
        failure.message(),
        name,
        traceId,
        failure.code().retryable(),
        failure.details());
  }

  /** A problem of HTTP itself, such as a method that a path does not have. */
  static Problem ofStatus(int status, String traceId) {
    String name =
        switch (status) {
          case 404 -> "no-such-path";
          case 405 -> "method-not-allowed";
          case 406 -> "not-acceptable";
          case 408 -> "body-too-slow";
          case TOO_LARGE -> "body-too-large";
          case 414 -> "path-too-long";
          case 415 -> "unsupported-media-type";
          case 426 -> "upgrade-required";
          case 431 -> "headers-too-large";
          default -> status < 500 ? "bad-request" : "internal";
        };
    String title = name.replace('-', ' ');
    return new Problem(
        "/problems/" + name,
        title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1),
        status,
        detail(status),
        name,
        traceId,
        status == 408,
        List.of());
  }

  Problem withDetail(String other) {
    return new Problem(type, title, status, other, code, traceId, retryable, errors);
  }

  /** Whether the same request will get an answer once another one has ended. */
  boolean comesLater() {
    return code.equals(FailureCode.IN_PROGRESS.label());
  }

  static int status(FailureCode code) {
    return switch (code) {
      case INVALID -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT, IN_PROGRESS -> 409;
      case PRECONDITION -> 412;
      case IDEMPOTENCY_MISMATCH -> 422;
      case PRECONDITION_REQUIRED -> 428;
      case RATE_LIMITED -> 429;
      case UNAVAILABLE -> 503;
      case TIMEOUT -> 504;
      case INTERNAL -> 500;
    };
  }

  private static String detail(int status) {
    return switch (status) {
      case 404 -> "No resource exists at this path";
      case 405 -> "This path does not support the method; the Allow header lists those it supports";
      case 408 -> "The body did not arrive in time";
      case 426 -> "A WebSocket is opened with Sec-WebSocket-Version 13";
      case TOO_LARGE -> "The body is larger than 1 MiB";
      case 415 ->
          "The body must be application/json in UTF-8; a PATCH may be application/merge-patch+json";
      default ->
          status < 500
              ? "The request is not acceptable"
              : "An internal error occurred and was logged";
    };
  }

  private static String title(FailureCode code) {
    String words = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}

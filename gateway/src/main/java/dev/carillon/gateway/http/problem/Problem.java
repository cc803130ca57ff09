package dev.carillon.gateway.http.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.failure.FieldError;
import java.util.List;

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
    ProblemCode code = ProblemCode.of(failure.code());
    return of(code, status, failure.message(), traceId, failure.details());
  }

  private static Problem of(
      ProblemCode code, int status, String detail, String traceId, List<FieldError> errors) {
    return new Problem(
        code.type(), code.title(), status, detail, code.label(), traceId, code.retryable(), errors);
  }

  /** A problem of HTTP itself, such as a method that a path does not have. */
  static Problem ofStatus(int status, String traceId) {
    ProblemCode code =
        switch (status) {
          case 404 -> ProblemCode.NO_SUCH_PATH;
          case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
          case 406 -> ProblemCode.NOT_ACCEPTABLE;
          case 408 -> ProblemCode.BODY_TOO_SLOW;
          case TOO_LARGE -> ProblemCode.BODY_TOO_LARGE;
          case 414 -> ProblemCode.PATH_TOO_LONG;
          case 415 -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
          case 421 -> ProblemCode.MISDIRECTED;
          case 426 -> ProblemCode.UPGRADE_REQUIRED;
          case 431 -> ProblemCode.HEADERS_TOO_LARGE;
          default -> status < 500 ? ProblemCode.BAD_REQUEST : ProblemCode.INTERNAL;
        };
    return of(code, status, detail(status), traceId, List.of());
  }

  Problem withDetail(String other) {
    return new Problem(type, title, status, other, code, traceId, retryable, errors);
  }

  /** Whether the same request will get an answer once another one has ended. */
  boolean comesLater() {
    return code.equals(FailureCode.IN_PROGRESS.label());
  }

  static int status(FailureCode code) {
    return ProblemCode.of(code).status();
  }

  private static String detail(int status) {
    return switch (status) {
      case 404 -> "No resource exists at this path";
      case 405 -> "This path does not support the method; the Allow header lists those it supports";
      case 408 -> "The body did not arrive in time";
      case 421 -> "This gateway is asked as localhost, 127.0.0.1 or [::1], not by another Host";
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
}

package dev.carillon.gateway.http.problem;

import dev.carillon.failure.FailureCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every code that a problem document of the API may have: those of {@link FailureCode}, and those
 * of HTTP itself. Each has a page at {@code /problems/{code}}, which is where {@code type} leads.
 */
public enum ProblemCode {
  /** See {@link FailureCode#INVALID}. */
  INVALID(
      400,
      "The input breaks a rule.",
      "Mend the fields or parameters that errors names, and send the request again. Unchanged it"
          + " fails again."),
  /** What could not be read as a request. */
  BAD_REQUEST(
      400,
      "It is not HTTP that the server accepts.",
      "Look at the request line, the headers and the encoding of the path; a library for HTTP writes"
          + " them rightly."),
  /** See {@link FailureCode#UNAUTHENTICATED}. */
  UNAUTHENTICATED(
      401,
      "There is no key, or one that is not known, revoked or expired.",
      "Send Authorization: Bearer sk_..., once. A key in the URL is never read."),
  /** See {@link FailureCode#FORBIDDEN}. */
  FORBIDDEN(
      403, "The key is known and may not do this.", "Use a key with the scope that detail names."),
  /** See {@link FailureCode#NOT_FOUND}. */
  NOT_FOUND(
      404,
      "What the path names does not exist.",
      "Look at the id. What was deleted or erased does not come back."),
  /** No route. */
  NO_SUCH_PATH(
      404,
      "Nothing is served at this path.",
      "Look at the spelling, a slash at the end too; /openapi.json lists every path."),
  /** A route, but not this method. */
  METHOD_NOT_ALLOWED(
      405, "The path does not have this method.", "Take one of those that the header Allow names."),
  /** Nothing that the reader takes. */
  NOT_ACCEPTABLE(
      406,
      "Accept excludes the type of the path's answers. Nothing was done.",
      "Let Accept allow the type that detail names, or leave it out."),
  /** A body that took too long. */
  BODY_TOO_SLOW(
      408, true, "The body did not arrive in time.", "Send it again, over a better connection."),
  /** See {@link FailureCode#CONFLICT}. */
  CONFLICT(
      409,
      "The request contradicts the present state.",
      "Read what is there now, then decide: detail says what is in the way."),
  /** See {@link FailureCode#IN_PROGRESS}. */
  IN_PROGRESS(
      409,
      true,
      "The first request with this Idempotency-Key has not ended yet.",
      "Send the same request again after Retry-After: then it gets the answer of the first."),
  /** See {@link FailureCode#PRECONDITION}. */
  PRECONDITION(
      412,
      "If-Match names another version than the present one, or If-None-Match: * found something.",
      "Read it again, make your change to what it is now, and send that with its ETag."),
  /** A body beyond the limit. */
  BODY_TOO_LARGE(413, "The body is larger than 1 MiB.", "Send it in pieces."),
  /** A request line beyond the limit. */
  PATH_TOO_LONG(414, "The request line is longer than 4 KiB.", "Shorten the query."),
  /** A body of another type. */
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "The body is no JSON in UTF-8, or is said to be none.",
      "Send Content-Type: application/json, and no Content-Encoding."),
  /** A name that is not the gateway's. */
  MISDIRECTED(
      421,
      "The gateway is asked by its own machine alone, and not by this name in Host.",
      "Ask localhost, 127.0.0.1 or [::1]; CARILLON_HOSTS has further names."),
  /** See {@link FailureCode#IDEMPOTENCY_MISMATCH}. */
  IDEMPOTENCY_MISMATCH(
      422,
      "The Idempotency-Key came before with another request.",
      "Use a new key for each new request."),
  /** A WebSocket of another version. */
  UPGRADE_REQUIRED(
      426, "This path opens WebSockets of version 13.", "Use a WebSocket client (RFC 6455)."),
  /** See {@link FailureCode#PRECONDITION_REQUIRED}. */
  PRECONDITION_REQUIRED(
      428,
      "The change must name the version that it changes.",
      "Read it, and send its ETag as If-Match."),
  /** See {@link FailureCode#RATE_LIMITED}. */
  RATE_LIMITED(
      429,
      true,
      "Too many requests for now.",
      "Come again after Retry-After. RateLimit says what is left of a rate."),
  /** Headers beyond the limit. */
  HEADERS_TOO_LARGE(431, "The headers are longer than 8 KiB.", "Send fewer, or shorter ones."),
  /** See {@link FailureCode#INTERNAL}. */
  INTERNAL(
      500,
      "A fault in Carillon.",
      "Give its operator the traceId: the log has the cause under it. A change may have been done."),
  /** See {@link FailureCode#UNAVAILABLE}. */
  UNAVAILABLE(
      503,
      true,
      "A part that is needed is away, or too many wait. Nothing was done.",
      "Come again after Retry-After."),
  /** See {@link FailureCode#TIMEOUT}. */
  TIMEOUT(
      504,
      true,
      "No answer came in time, or it was lost. A change may have been done, or may still be.",
      "Look before you repeat it, or repeat it with its Idempotency-Key.");

  private final int status;
  private final boolean retryable;
  private final String meaning;
  private final String remedy;

  ProblemCode(int status, String meaning, String remedy) {
    this(status, false, meaning, remedy);
  }

  ProblemCode(int status, boolean retryable, String meaning, String remedy) {
    this.status = status;
    this.retryable = retryable;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** The code of a failure; a new failure needs one to compile. */
  public static ProblemCode of(FailureCode failure) {
    return switch (failure) {
      case INVALID -> INVALID;
      case UNAUTHENTICATED -> UNAUTHENTICATED;
      case FORBIDDEN -> FORBIDDEN;
      case NOT_FOUND -> NOT_FOUND;
      case CONFLICT -> CONFLICT;
      case IN_PROGRESS -> IN_PROGRESS;
      case PRECONDITION -> PRECONDITION;
      case IDEMPOTENCY_MISMATCH -> IDEMPOTENCY_MISMATCH;
      case PRECONDITION_REQUIRED -> PRECONDITION_REQUIRED;
      case RATE_LIMITED -> RATE_LIMITED;
      case UNAVAILABLE -> UNAVAILABLE;
      case TIMEOUT -> TIMEOUT;
      case INTERNAL -> INTERNAL;
    };
  }

  /** The code that a problem has in this spelling. */
  public static Optional<ProblemCode> find(String label) {
    return Arrays.stream(values()).filter(code -> code.label().equals(label)).findFirst();
  }

  /** As it is written, such as {@code no-such-path}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The same for people. */
  public String title() {
    String words = label().replace('-', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  /** Where {@code type} leads: the path of its page. */
  public String type() {
    return "/problems/" + label();
  }

  /** The status of HTTP. */
  public int status() {
    return status;
  }

  /** Whether the same request may succeed later. */
  public boolean retryable() {
    return retryable;
  }

  /** What it says. */
  public String meaning() {
    return meaning;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}

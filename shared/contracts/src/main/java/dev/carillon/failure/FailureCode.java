package dev.carillon.failure;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.util.Locale;

/** Why something was refused or could not be done. Only the gateway knows the HTTP numbers. */
public enum FailureCode {
  /** The input breaks a rule; repeating it unchanged fails again. */
  INVALID(false),
  /** What was named does not exist. */
  NOT_FOUND(false),
  /** The request contradicts the present state, such as a second use of a unique value. */
  CONFLICT(false),
  /** The version named in the request is not the present one. */
  PRECONDITION(false),
  /** The request must name the version that it changes. */
  PRECONDITION_REQUIRED(false),
  /** An idempotency key came again with another body. */
  IDEMPOTENCY_MISMATCH(false),
  /** The first request with this idempotency key has not ended yet. */
  IN_PROGRESS(true),
  /** Who calls is unknown. */
  UNAUTHENTICATED(false),
  /** Who calls is known and may not. */
  FORBIDDEN(false),
  /** Too many requests for now. */
  RATE_LIMITED(true),
  /** A part that is needed does not answer at the moment. */
  UNAVAILABLE(true),
  /** No answer came in time, or it was lost; whether the work was done is not known. */
  TIMEOUT(true),
  /** A fault of ours; also what another release calls by a name that this one does not know. */
  @JsonEnumDefaultValue
  INTERNAL(false);

  private final boolean retryable;

  FailureCode(boolean retryable) {
    this.retryable = retryable;
  }

  /** The name on the outside, such as {@code not-found}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the same request may succeed later without being changed. */
  public boolean retryable() {
    return retryable;
  }

  /** Whether repeating the request is certain to fail in the same way. */
  public boolean definitive() {
    return !retryable && this != INTERNAL;
  }
}

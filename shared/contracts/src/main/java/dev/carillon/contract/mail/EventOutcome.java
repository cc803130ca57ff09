package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import org.jspecify.annotations.Nullable;

/**
 * What became of an event.
 *
 * @param code why it could not be taken; null if it had its whole effect
 * @param message the same for people
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventOutcome(@Nullable FailureCode code, @Nullable String message) {
  /** It had its whole effect. */
  public static final EventOutcome TAKEN = new EventOutcome(null, null);

  /** It could not be taken; a fault keeps its particulars. */
  public static EventOutcome refused(Throwable cause) {
    Failure failure = Failure.known(cause);
    return failure == null
        ? new EventOutcome(FailureCode.INTERNAL, "A fault in the service")
        : new EventOutcome(failure.code(), failure.message());
  }

  /** Why it could not be taken; null if it was. */
  public @Nullable Failure refusal() {
    return code == null ? null : Failure.of(code, String.valueOf(message));
  }
}

package dev.carillon.contract.notifications;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/**
 * The mail of a notification, and what was decided about it.
 *
 * @param at when the mail goes, unless something holds it up
 * @param unless what keeps it from going
 * @param mail its id
 */
public record Escalation(Instant at, Mark unless, UUID mail, State state) {
  /** What was decided. Each but the first is final. */
  public enum State {
    /** Nothing yet: the mail waits. */
    @JsonProperty("waiting")
    WAITING,
    /** The mail does not go and did not go: somebody was in time, or called it back. */
    @JsonProperty("cancelled")
    CANCELLED,
    /** The mail has begun to go out. */
    @JsonProperty("escalated")
    ESCALATED,
    /** The mail does not go, and nobody was in time: refused, suppressed or expired. */
    @JsonProperty("failed")
    FAILED
  }
}

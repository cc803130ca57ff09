package dev.carillon.contract.notifications;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What was decided about the mail of a notification. Each but the first is final. */
public enum EscalationState {
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

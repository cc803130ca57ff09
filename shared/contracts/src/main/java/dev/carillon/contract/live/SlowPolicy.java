package dev.carillon.contract.live;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of a subscriber that reads more slowly than a topic speaks. */
public enum SlowPolicy {
  /** Its connection is cut; it comes back and resumes. */
  @JsonProperty("disconnect")
  DISCONNECT,
  /** The oldest of what waits for it is left out, and it is told of the gap. */
  @JsonProperty("drop-oldest")
  DROP_OLDEST,
  /** It gets the latest message only, and is told of the gap. */
  @JsonProperty("latest-only")
  LATEST_ONLY;

  /** As it is written. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}

package dev.carillon.contract.notifications;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a user has done about a notification. */
public enum Mark {
  /** It was shown to the user. */
  @JsonProperty("seen")
  SEEN,
  /** The user has acknowledged it, which includes that it was seen. */
  @JsonProperty("acked")
  ACKED;

  /** Whether whoever has done this has done the other too. */
  public boolean includes(Mark other) {
    return this == ACKED || other == SEEN;
  }
}

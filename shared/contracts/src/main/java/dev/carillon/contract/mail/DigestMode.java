package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When a digest goes out. */
public enum DigestMode {
  /** When the window is over that the first mail opened. */
  @JsonProperty("fixed")
  FIXED,
  /** When nothing has come for as long as the window; after ten times that at the latest. */
  @JsonProperty("sliding")
  SLIDING,
  /** The first mail at once, and all that follow it when the window is over. */
  @JsonProperty("first")
  FIRST
}

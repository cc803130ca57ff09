package dev.carillon.contract.broadcasts;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of ticks that nobody could fire when they were due. */
public enum Misfire {
  /** They are left out; the latest fires if it is at most ten seconds late. */
  @JsonProperty("skip")
  SKIP,
  /** The latest fires, for all of them. */
  @JsonProperty("once")
  ONCE,
  /** Each fires. */
  @JsonProperty("all")
  ALL
}

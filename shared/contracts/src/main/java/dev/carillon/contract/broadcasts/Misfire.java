package dev.carillon.contract.broadcasts;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of ticks that nobody could fire when they were due. */
public enum Misfire {
  /** They are left out; what is late by no more than its interval, from 1 to 10 s, still fires. */
  @JsonProperty("skip")
  SKIP,
  /** The latest fires, for all of them. */
  @JsonProperty("once")
  ONCE,
  /** Each fires. */
  @JsonProperty("all")
  ALL
}

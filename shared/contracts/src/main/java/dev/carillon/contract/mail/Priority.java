package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Which mail goes first. What is higher goes before all that is lower. */
public enum Priority {
  /** Before everything else, such as a code to log in. */
  @JsonProperty("high")
  HIGH,
  /** The usual. */
  @JsonProperty("normal")
  NORMAL,
  /** When nothing else waits, such as a newsletter. */
  @JsonProperty("low")
  LOW;

  private final String lower = name().toLowerCase(Locale.ROOT);

  /** The name on the outside. */
  String lower() {
    return lower;
  }
}

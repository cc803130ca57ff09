package dev.carillon.gateway.accesslog;

import dev.carillon.config.ConfigSource;
import java.util.Locale;

/** Which requests get a line. */
public enum Logged {
  /** Every one. */
  ALL,
  /** What was answered with 400 or more. */
  ERRORS,
  /** None. */
  OFF;

  private static final String NAME = "CARILLON_ACCESS_LOG";
  private static final int FIRST_ERROR = 400;

  /** Reads the setting; errors only unless it says otherwise. */
  public static Logged read(ConfigSource config) {
    String wanted = config.text(NAME, "errors");
    for (Logged logged : values()) {
      if (logged.name().toLowerCase(Locale.ROOT).equals(wanted)) {
        return logged;
      }
    }
    config.reject(NAME, "must be all, errors or off");
    return ERRORS;
  }

  boolean wants(int status) {
    return this == ALL || (this == ERRORS && status >= FIRST_ERROR && status != AccessLog.LEFT);
  }
}

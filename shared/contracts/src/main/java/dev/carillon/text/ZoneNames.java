package dev.carillon.text;

import java.time.ZoneId;

/** Names of time zones: those of the IANA database only, so that each has one spelling. */
public final class ZoneNames {
  private ZoneNames() {}

  /** False for an offset such as {@code +01:00} too: it has no clock that goes forward. */
  public static boolean isKnown(String name) {
    return ZoneId.getAvailableZoneIds().contains(name);
  }
}

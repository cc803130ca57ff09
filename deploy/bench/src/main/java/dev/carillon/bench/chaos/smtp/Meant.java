package dev.carillon.bench.chaos.smtp;

import java.util.Locale;

/** What a server means to do with mail to a recipient; the beginning of the address says it. */
public enum Meant {
  /** Takes it. */
  OK,
  /** Refuses the recipient for good. */
  REFUSED,
  /** Refuses to relay, whoever asks. */
  DECLINED,
  /** Refuses the first attempt for now. */
  GREY,
  /** Takes it after a long while. */
  SLOW;

  private static final String DOMAIN = "@chaos.test";

  /** The address of a recipient with this fate. */
  public String address(int number) {
    return name().toLowerCase(Locale.ROOT) + number + DOMAIN;
  }

  /** What is meant for an address; one of somebody else's is taken. */
  public static Meant of(String recipient) {
    for (Meant meant : values()) {
      if (recipient.startsWith(meant.name().toLowerCase(Locale.ROOT))) {
        return meant;
      }
    }
    return OK;
  }

  /** Whether its mail is to be given up. */
  public boolean endsDead() {
    return this == REFUSED || this == DECLINED;
  }
}

package dev.carillon.notifier.domain.queue;

import java.time.Instant;

/**
 * Why a mail is held, in the words that its row keeps and people read. A pause or a throttle that
 * ends lets go what begins with its words, so a new reason must not begin with those of another.
 */
public final class HoldReason {
  /** Followed by the template; it ends with the pause. */
  public static final String PAUSED = "paused: ";

  /** Followed by the throttle's name and a space; it ends with the throttle or at its time. */
  public static final String THROTTLE = "throttle ";

  /** Followed by a moment: what stands before it is the same for all mail that is held alike. */
  public static final String UNTIL = " until ";

  private HoldReason() {}

  static String paused(String template) {
    return PAUSED + template;
  }

  static String quietHours(Instant until) {
    return "quiet hours" + UNTIL + until;
  }
}

package dev.carillon.bench.chaos.traffic;

import org.jspecify.annotations.Nullable;

/**
 * A mail that a client asked for, and what it was promised.
 *
 * @param number its own, which its text holds
 * @param promise what was said; nothing is demanded where nothing was said
 * @param recipient whom it is for
 * @param text what it says
 * @param attachment the hash of its attachment; null if it has none
 * @param asked when, on the harness's clock
 * @param told when there was an answer; -1 if it is not judged when it goes
 * @param delay how much later it is to go, on PostgreSQL's clock
 * @param id the id that was answered; null if there was no answer
 */
public record Wanted(
    int number,
    Promise promise,
    String recipient,
    String text,
    @Nullable String attachment,
    long asked,
    long told,
    long delay,
    @Nullable String id) {

  /** What the client may rely on. */
  public enum Promise {
    /** It was accepted: it arrives, or ends as the server means it to. */
    SENT,
    /** No answer: it may arrive. */
    PERHAPS,
    /** It was cancelled, or another took its place: it never arrives. */
    NEVER,
    /** It arrives within a digest. */
    GATHERED,
    /** It arrives as a throttle permits. */
    THROTTLED,
    /** It arrives, but not in quiet hours. */
    QUIET
  }

  /** What a client writes. */
  public static String text(int number) {
    return "This is mail " + number + ".\n.It has a line with a dot before it.\n[m" + number + "]";
  }

  /** Whether it was accepted. */
  public boolean isAcknowledged() {
    return promise != Promise.PERHAPS;
  }
}

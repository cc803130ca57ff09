package dev.carillon.notifier.domain.queue;

/**
 * What becomes of mail that was begun by a process that then died.
 *
 * @param holdUnknown whether it waits for a decision, since it may have been sent
 * @param alone after how many such deaths it is sent alone: a lease of its own, and no other such
 *     mail is under way in the same process
 * @param most after how many it is given up
 */
public record CrashRules(boolean holdUnknown, int alone, int most) {
  /** Without settings. */
  public static final CrashRules DEFAULT = new CrashRules(false, 3, 5);
}

package dev.carillon.gateway.limits;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * So many at a time for each name, over all event loops of the process. Who holds nothing is not
 * remembered: there are as many entries as there are holders.
 */
public final class Places {
  private final String what;
  private final int most;
  private final ConcurrentMap<String, Integer> held = new ConcurrentHashMap<>();

  /**
   * Places that are all free.
   *
   * @param what is counted, for who gets none: {@code open connections of one address}
   * @param most for each name, at least one
   */
  public Places(String what, int most) {
    this.what = what;
    this.most = most;
  }

  /** Takes a place; false when this name has all of its own. */
  public boolean take(String name) {
    boolean[] taken = {false};
    held.compute(
        name,
        (n, count) -> {
          int has = count == null ? 0 : count;
          taken[0] = has < most;
          return taken[0] ? Integer.valueOf(has + 1) : count;
        });
    return taken[0];
  }

  /** Gives back a place that was taken. */
  public void giveBack(String name) {
    held.computeIfPresent(name, (n, count) -> count == 1 ? null : count - 1);
  }

  /** RATE_LIMITED, with the limit. */
  public Failure refusal() {
    return Failure.of(
        FailureCode.RATE_LIMITED, "The limit of " + most + " " + what + " is reached");
  }

  /** How many places this name holds. */
  public int held(String name) {
    return held.getOrDefault(name, 0);
  }
}

package dev.carillon.notifier.smtp.standing;

import dev.carillon.async.time.Timers;
import java.time.Duration;

/**
 * When a server that said 421 is left alone, for everybody's mail: longer each time in a row. Who
 * comes back from that, or could not be reached, is on trial: it gets one mail at a time until one
 * was answered. One context only.
 */
public final class ServerRest {
  private static final Duration FIRST = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int DOUBLINGS = 4;

  private final Timers timers;
  private final Runnable onOver;
  private boolean resting;
  private boolean onTrial;
  private int inARow;

  /**
   * Nothing is known against the server.
   *
   * @param onOver called when it may get mail again
   */
  public ServerRest(Timers timers, Runnable onOver) {
    this.timers = timers;
    this.onOver = onOver;
  }

  /** Whether it is left alone. */
  public boolean isResting() {
    return resting;
  }

  /** Whether it gets one mail at a time. */
  public boolean isOnTrial() {
    return onTrial;
  }

  /** Leaves it alone from now on; gives for how long. */
  public Duration begin() {
    onTrial = true;
    Duration rest = FIRST.multipliedBy(1L << Math.min(inARow, DOUBLINGS));
    rest = rest.compareTo(LONGEST) > 0 ? LONGEST : rest;
    if (!resting) {
      resting = true;
      inARow++;
      timers.after(
          rest,
          () -> {
            resting = false;
            onOver.run();
          });
    }
    return rest;
  }

  /** It could not be reached. */
  public void tryOne() {
    onTrial = true;
  }

  /** It answered a mail; true if that ends its trial. */
  public boolean passed() {
    boolean was = onTrial;
    onTrial = false;
    inARow = 0;
    return was;
  }
}

package dev.carillon.faults.time;

import io.vertx.core.Future;
import java.time.Duration;

/** What keeps the shift of schedules. From any thread; each completes in bounded time. */
public interface Clockwork {
  /** The shift as it is. UNAVAILABLE. */
  Future<Duration> shift();

  /**
   * Moves the clock of schedules, and what goes by it, and has looked at what is due now. Gives the
   * shift. UNAVAILABLE, and it may have been moved all the same.
   *
   * @param by a minute at least
   * @param who the name of who asked
   */
  Future<Duration> advance(Duration by, String who);
}

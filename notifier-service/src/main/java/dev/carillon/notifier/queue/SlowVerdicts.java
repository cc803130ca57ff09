package dev.carillon.notifier.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Mails that have waited long for a server's verdict. They leave the permits of the process, so
 * that they keep no other mail from being taken, for those of their server: as many as half of the
 * process's. One context only.
 */
final class SlowVerdicts {
  /** How long a mail waits for its verdict before it leaves. */
  static final Duration SLOW = Duration.ofSeconds(30);

  private final Permits permits;
  private final Runnable onLeft;
  private final Map<String, Integer> waiting = new HashMap<>(); // by server

  /**
   * Nobody waits long.
   *
   * @param permits those of the process
   * @param onLeft called when one has left: there is room for another mail
   */
  SlowVerdicts(Permits permits, Runnable onLeft) {
    this.permits = permits;
    this.onLeft = onLeft;
  }

  /** A mail leaves; false if its server has no permit for it, and it stays. */
  boolean leave(String server) {
    int others = waiting.getOrDefault(server, 0);
    if (others >= permits.least() / 2) {
      return false;
    }
    waiting.put(server, others + 1);
    permits.give(1);
    onLeft.run();
    return true;
  }

  /** The wait of one that has left is over: it takes its permit along until it is settled. */
  void comeBack(String server) {
    waiting.computeIfPresent(server, (name, n) -> n == 1 ? null : n - 1);
    permits.take(1);
  }
}

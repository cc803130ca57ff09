package dev.carillon.gateway.ws;

import dev.carillon.async.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Lets the heart of each session beat once in a period. A tenth of them at a time: to ping tens of
 * thousands at once would keep the event loop from everything else.
 */
final class Heartbeat {
  private static final int PARTS = 10;

  private final Timers timers;
  private final Duration step;
  private final List<Set<Session>> parts = new ArrayList<>();
  private int joining;
  private int turn;
  private boolean stopped;

  /** Beats of nobody yet. */
  Heartbeat(Timers timers, Duration period) {
    this.timers = timers;
    this.step = period.dividedBy(PARTS);
    for (int i = 0; i < PARTS; i++) {
      parts.add(new LinkedHashSet<>());
    }
  }

  void start() {
    timers.after(
        step,
        () -> {
          if (!stopped) {
            beat();
            start();
          }
        });
  }

  void stop() {
    stopped = true;
  }

  /** From the next turn of its part on. A session that closes is forgotten at its turn. */
  void add(Session session) {
    joining = (joining + 1) % PARTS;
    parts.get(joining).add(session);
  }

  /** The turn of one part. */
  void beat() {
    turn = (turn + 1) % PARTS;
    Set<Session> those = parts.get(turn);
    those.removeIf(Session::isClosing);
    List.copyOf(those).forEach(Session::beat);
  }
}

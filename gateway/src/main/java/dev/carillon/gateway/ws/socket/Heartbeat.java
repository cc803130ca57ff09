package dev.carillon.gateway.ws.socket;

import dev.carillon.async.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Lets the heart of each socket beat once in a period. A tenth of them at a time: to ping tens of
 * thousands at once would keep the event loop from everything else.
 */
public final class Heartbeat {
  private static final int PARTS = 10;

  private final Timers timers;
  private final Duration step;
  private final List<Set<RawSocket>> parts = new ArrayList<>();
  private int joining;
  private int turn;
  private boolean started;
  private boolean waits;

  /** Beats of nobody yet. */
  public Heartbeat(Timers timers, Duration period) {
    this.timers = timers;
    this.step = period.dividedBy(PARTS);
    for (int i = 0; i < PARTS; i++) {
      parts.add(new LinkedHashSet<>());
    }
  }

  /** Begins to beat, while there are sockets. */
  public void start() {
    started = true;
    goOn();
  }

  /** Beats no more. */
  public void stop() {
    started = false;
  }

  private void goOn() {
    if (started && !waits && !parts.stream().allMatch(Set::isEmpty)) {
      waits = true;
      timers.after(step, this::onTurn);
    }
  }

  private void onTurn() {
    waits = false;
    if (started) {
      beat();
      goOn();
    }
  }

  /** From the next turn of its part on. A socket that closes is forgotten at its turn. */
  public void add(RawSocket socket) {
    joining = (joining + 1) % PARTS;
    parts.get(joining).add(socket);
    goOn();
  }

  /** The turn of one part. */
  void beat() {
    turn = (turn + 1) % PARTS;
    Set<RawSocket> those = parts.get(turn);
    those.removeIf(RawSocket::isClosing);
    List.copyOf(those).forEach(RawSocket::beat);
  }
}

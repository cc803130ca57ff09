package dev.carillon.bench.simulation;

import dev.carillon.notifier.domain.delivery.ServerPermits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** The row that keeps the limit of the server, and who has sent how much. */
final class SimBudget {
  static final int LIMIT = 4;
  static final Duration PER = Duration.ofSeconds(1);

  private static final long EACH = PER.toMillis() / LIMIT;
  private final World world;
  private final Mutation mutation;
  private final Map<Object, Long> taken = new HashMap<>();
  private final Deque<Long> lately = new ArrayDeque<>();
  private int granted;
  private int sent;

  SimBudget(World world, Mutation mutation) {
    this.world = world;
    this.mutation = mutation;
  }

  /** What the statement does, for a node. */
  ServerPermits.Grant take(Object node, int wanted) {
    Object row = mutation == Mutation.BUDGET_NOT_SHARED ? node : this;
    long now = world.now();
    long since = Math.max(taken.getOrDefault(row, 0L), now - EACH);
    int permits = (int) Math.min(wanted, (now - since) / EACH);
    if (permits > 0) {
      taken.put(row, since + permits * EACH);
    }
    for (int i = 0; i < permits; i++) {
      lately.add(now);
      granted++;
    }
    return new ServerPermits.Grant(
        permits, Duration.ofMillis(Math.max(1, since + (permits + 1) * EACH - now)));
  }

  /** A mail goes on the wire. */
  void sent() {
    sent++;
  }

  /**
   * No more permits in any second than the limit and the one that was left over; no mail without.
   */
  boolean isKept() {
    while (!lately.isEmpty() && lately.getFirst() <= world.now() - PER.toMillis()) {
      lately.removeFirst();
    }
    return lately.size() <= LIMIT + 1 && sent <= granted;
  }
}

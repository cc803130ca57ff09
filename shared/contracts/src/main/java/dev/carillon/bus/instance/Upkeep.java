package dev.carillon.bus.instance;

import dev.carillon.async.time.Clocks;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the cluster's map still has what this process put there: several times after
 * members have come or gone, as what is lost is lost then, and now and then in calm times. {@link
 * #look} is called twice a second, on one context.
 */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  /** In beats after a change, and without one. */
  private static final Set<Integer> SOON = Set.of(1, 4, 10, 20, 60);

  private static final int EVERY = 120;
  private static final int AT_ONCE = 4;

  private final Registrations registrations;
  private final Map<String, Integer> kept = new ConcurrentHashMap<>();
  private final Map<String, Instant> restored = new ConcurrentHashMap<>();
  private final Clocks clocks;
  private final Deque<String> due = new ArrayDeque<>();
  private Set<String> members = Set.of();
  private int beats;
  private int looking;
  private boolean working;

  Upkeep(Registrations registrations, Clocks clocks) {
    this.registrations = registrations;
    this.clocks = clocks;
  }

  /** What was lost and put back, and when it was the last time. */
  Map<String, Instant> restored() {
    return Map.copyOf(restored);
  }

  void add(String address) {
    kept.merge(address, 1, Integer::sum);
  }

  /** True if this was the last one of this process that kept it; false if nobody did. */
  boolean remove(String address) {
    AtomicBoolean isLast = new AtomicBoolean();
    kept.computeIfPresent(
        address,
        (a, n) -> {
          isLast.set(n == 1);
          return n == 1 ? null : n - 1;
        });
    if (isLast.get()) {
      restored.remove(Nodes.plain(address));
    }
    return isLast.get();
  }

  void look(Set<String> now) {
    beats++;
    if (!now.equals(members)) {
      members = now;
      beats = 0;
    }
    if (SOON.contains(beats) || beats % EVERY == EVERY - 1) {
      due.clear();
      due.addAll(kept.keySet());
    }
    work();
  }

  /** A loop: a look may be answered before it returns. */
  private void work() {
    if (working) {
      return;
    }
    working = true;
    while (looking < AT_ONCE && !due.isEmpty()) {
      restore(due.remove());
    }
    working = false;
  }

  /**
   * A look takes a thread of Vert.x's workers while the map has troubles of its own, and may take
   * minutes: the others are for those who need them.
   */
  private void restore(String address) {
    if (!kept.containsKey(address)) {
      return;
    }
    looking++;
    registrations
        .restore(address)
        .onComplete(
            (lost, failure) -> {
              looking--;
              if (failure != null) {
                LOG.debug("{} could not be looked for", address, failure);
              } else if (lost && kept.containsKey(address)) {
                LOG.info(
                    "The cluster had lost that this process serves {}; it is back",
                    Nodes.plain(address));
                restored.put(Nodes.plain(address), clocks.now());
              } else if (lost) { // it was withdrawn meanwhile
                withdraw(address);
              }
              work();
            });
  }

  private void withdraw(String address) {
    registrations
        .withdraw(address)
        .onFailure(e -> LOG.debug("{} could not be taken back", address, e));
  }
}

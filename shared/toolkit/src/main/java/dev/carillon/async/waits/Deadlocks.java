package dev.carillon.async.waits;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds those who wait for one another, while they do. A scope stands still when it waits, and
 * every one of its waits could be ended only by scopes that stand still too. What is not known
 * counts as moving: a task that also waits for time or for another process is no member, so that
 * cycles may be missed and are seldom imagined. One that acquires by hand and goes on in several
 * branches at once is taken for one branch.
 *
 * <pre>{@code
 * for (String cycle : Deadlocks.standing()) {
 *   log(cycle); // a waits for lock books, held by b; b waits for lock desk, held by a
 * }
 * }</pre>
 *
 * <p><b>Order</b>: cycles in the order in which they were found. <b>Threads</b>: safe from any.
 * <b>Cancellation</b>: of one member, or a time-out, ends a cycle; nothing here does.
 * <b>Failure</b>: none.
 */
public final class Deadlocks {
  private static final Logger LOG = LoggerFactory.getLogger(Deadlocks.class);

  /** More than so many that depend on one another are not looked through. */
  private static final int MOST_SCOPES = 1_000;

  /** So many cycles are remembered, to be logged once. */
  private static final int MOST_CYCLES = 100;

  private static final Map<Set<Long>, List<Waiting>> FOUND = new LinkedHashMap<>();

  private Deadlocks() {}

  /** The cycles that were found and still stand, a line each; in debug mode with their places. */
  public static List<String> standing() {
    List<List<Waiting>> known;
    synchronized (FOUND) {
      known = List.copyOf(FOUND.values());
    }
    return known.stream()
        .filter(cycle -> !cycleFrom(cycle.get(0).scope()).isEmpty())
        .map(Deadlocks::text)
        .toList();
  }

  /** Only one who may be waited for can close a cycle. Looks twice: a grant may be on its way. */
  static void look(Waiting waiting) {
    if (!waiting.scope().isHolding()) {
      return;
    }
    List<Waiting> cycle = cycleFrom(waiting.scope());
    if (!cycle.isEmpty() && !cycleFrom(waiting.scope()).isEmpty() && remember(cycle)) {
      LOG.warn("Deadlock: {}", text(cycle));
    }
  }

  /** Looks from one scope; for those who show it. */
  public static void look(Scope scope) {
    scope.waits().stream().findFirst().ifPresent(Deadlocks::look);
  }

  private static boolean remember(List<Waiting> cycle) {
    Set<Long> members = cycle.stream().map(w -> w.scope().id()).collect(Collectors.toSet());
    synchronized (FOUND) {
      FOUND.values().removeIf(old -> old.stream().anyMatch(w -> w.scope().hasEnded()));
      if (FOUND.size() >= MOST_CYCLES) {
        FOUND.remove(FOUND.keySet().iterator().next());
      }
      return FOUND.putIfAbsent(members, cycle) == null;
    }
  }

  /** The waits of a cycle that one is in, or runs into; empty if it moves. */
  private static List<Waiting> cycleFrom(Scope start) {
    Map<Scope, Waiting> graph = still(start);
    List<Waiting> path = new ArrayList<>();
    Set<Scope> passed = new HashSet<>();
    Scope scope = start;
    while (graph.containsKey(scope) && passed.add(scope)) {
      Waiting wait = graph.get(scope);
      List<Scope> holders = wait.holders();
      if (holders.isEmpty()) {
        return List.of(); // it was ended while we looked
      }
      path.add(wait);
      scope = holders.get(0);
    }
    Scope again = scope;
    return path.stream().dropWhile(wait -> wait.scope() != again).toList();
  }

  /** All whom one depends on, with a wait of each; none if one of them moves: then all may. */
  private static Map<Scope, Waiting> still(Scope start) {
    Map<Scope, Waiting> graph = new LinkedHashMap<>();
    Deque<Scope> next = new ArrayDeque<>(List.of(start));
    for (Scope scope = next.poll(); scope != null; scope = next.poll()) {
      if (graph.containsKey(scope)) {
        continue;
      }
      List<Waiting> waits = scope.waits();
      if (waits.isEmpty() || graph.size() == MOST_SCOPES) {
        return Map.of();
      }
      graph.put(scope, waits.get(0));
      for (Waiting wait : waits) {
        List<Scope> holders = wait.holders();
        if (holders.isEmpty()) {
          return Map.of();
        }
        next.addAll(holders);
      }
    }
    return graph;
  }

  private static String text(List<Waiting> cycle) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < cycle.size(); i++) {
      Waiting wait = cycle.get(i);
      lines.add(
          wait.scope()
              + place(" of ", wait.scope().place())
              + " waits for "
              + wait.what()
              + place(" at ", wait.place())
              + ", held by "
              + cycle.get((i + 1) % cycle.size()).scope());
    }
    return String.join("; ", lines);
  }

  private static String place(String before, @Nullable String place) {
    return place == null ? "" : before + place;
  }
}

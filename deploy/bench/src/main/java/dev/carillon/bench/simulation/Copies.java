package dev.carillon.bench.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Every attempt that came to its final dot, as somebody knows it who sees everything: whether it
 * arrived, whether its result was committed, and what befell its process in between.
 */
final class Copies {
  private final Map<Key, Attempt> open = new HashMap<>();
  private final Map<UUID, List<Attempt>> all = new HashMap<>();

  private record Key(long lease, UUID mail) {}

  /** One attempt, from its dot on. */
  static final class Attempt {
    private final SimNode node;
    private boolean arrived;
    private @Nullable Excuse excuse;

    Attempt(SimNode node) {
      this.node = node;
    }

    void arrived() {
      arrived = true;
    }

    /** The first thing that went wrong counts. */
    void excuse(@Nullable Excuse why) {
      excuse = excuse == null ? why : excuse;
    }
  }

  /** A mail comes to its dot. */
  Attempt dot(SimNode node, long lease, UUID mail) {
    Attempt attempt = new Attempt(node);
    open.put(new Key(lease, mail), attempt);
    all.computeIfAbsent(mail, id -> new ArrayList<>()).add(attempt);
    return attempt;
  }

  /** Something befalls a process. */
  void strike(SimNode node, Excuse why) {
    strike(attempt -> attempt.node == node, why);
  }

  /** Something befalls a lease. */
  void strike(long lease, Excuse why) {
    open.forEach(
        (key, attempt) -> {
          if (key.lease() == lease) {
            attempt.excuse(why);
          }
        });
  }

  private void strike(Predicate<Attempt> whose, Excuse why) {
    open.values().stream().filter(whose).forEach(attempt -> attempt.excuse(why));
  }

  /** A result is committed: what was sent and is known to be needs no second copy. */
  void committed(long lease, UUID mail, boolean sent) {
    Attempt attempt = open.remove(new Key(lease, mail));
    if (attempt != null && sent) {
      attempt.excuse = null;
    }
  }

  /** How often it arrived. */
  int of(UUID mail) {
    return count(mail, attempt -> attempt.arrived);
  }

  /** How often it arrived though nothing had gone wrong before: one of these is the mail. */
  int unexcused(UUID mail) {
    return count(mail, attempt -> attempt.arrived && attempt.excuse == null);
  }

  /** What excuses the others, in the order of their dots. */
  List<Excuse> excuses(UUID mail) {
    return all.getOrDefault(mail, List.of()).stream()
        .filter(attempt -> attempt.arrived && attempt.excuse != null)
        .map(attempt -> attempt.excuse)
        .toList();
  }

  private int count(UUID mail, Predicate<Attempt> which) {
    return (int) all.getOrDefault(mail, List.of()).stream().filter(which).count();
  }
}

package dev.carillon.bench.chaos.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/**
 * What was acknowledged to those who published. Of a durable topic: what has which number there. Of
 * another one, whose messages have no number before they are heard: what was acknowledged when.
 * Thread-safe.
 */
final class Ledger {
  private static final int SHOWN = 5;

  private final LongSupplier clock;
  private final NavigableMap<Long, Long> kept = new ConcurrentSkipListMap<>();
  private final NavigableMap<Long, Long> passing = new ConcurrentSkipListMap<>();
  private final List<String> broken = new ArrayList<>();

  Ledger(LongSupplier clock) {
    this.clock = clock;
  }

  /** A durable message was acknowledged with this number of its topic. */
  synchronized void kept(long seq, long message) {
    Long before = kept.putIfAbsent(seq, message);
    if (before != null && before != message) {
      broken.add("the number " + seq + " was told of " + before + " and of " + message);
    }
  }

  /** A message of a topic that is not durable was acknowledged now. */
  void passed(long message) {
    passing.put(message, clock.getAsLong());
  }

  /** How many durable messages were acknowledged. */
  int size() {
    return kept.size();
  }

  /** The number of the last durable message; 0 without one. */
  long last() {
    return kept.isEmpty() ? 0 : kept.lastKey();
  }

  /** What was acknowledged on the durable topic, by its numbers. */
  NavigableMap<Long, Long> kept() {
    return kept;
  }

  /** What was acknowledged on the other topic, and when. */
  Map<Long, Long> passing() {
    return passing;
  }

  /** What is wrong with the numbers themselves: each is told once, and none is left out. */
  synchronized List<String> broken() {
    List<String> all = new ArrayList<>(broken);
    if (last() != kept.size()) {
      all.add(
          "%,d messages were acknowledged, the last one has the number %,d"
              .formatted(kept.size(), last()));
    }
    long different = kept.values().stream().distinct().count();
    if (different != kept.size()) {
      all.add((kept.size() - different) + " messages were acknowledged with two numbers");
    }
    return all.size() > SHOWN ? all.subList(0, SHOWN) : all;
  }
}

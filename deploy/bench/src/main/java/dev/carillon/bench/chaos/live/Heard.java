package dev.carillon.bench.chaos.live;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** What one client was told of one topic, in the order in which it was told. Thread-safe. */
final class Heard {
  /** So long after the next message the loss of those before it must be said. */
  private static final long SAID_WITHIN = 8_000;

  /** What was published last may still be on its way. */
  private static final long ON_ITS_WAY = 5_000;

  private static final int SHOWN = 5;
  private static final int AROUND = 8;

  /** Numbers that will not come. */
  private record Gap(long from, long to, long at) {}

  private final String who;
  private final LongSupplier clock;
  private final List<Long> numbers = new ArrayList<>();
  private final List<Long> messages = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  /**
   * Nothing yet.
   *
   * @param who names the client in what is said of it
   */
  Heard(String who, LongSupplier clock) {
    this.who = who;
    this.clock = clock;
  }

  synchronized void message(long seq, long message) {
    numbers.add(seq);
    messages.add(message);
    times.add(clock.getAsLong());
  }

  synchronized void gap(long from, long to) {
    gaps.add(new Gap(from, to, clock.getAsLong()));
  }

  /** It will hear nothing more. */
  synchronized void refused(String why) {
    broken.add(who + " was refused: " + why);
  }

  /** The number of the last message; 0 without one. */
  synchronized long last() {
    return numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
  }

  /**
   * Of a durable topic of which all is kept: each message once, in its order and with its content,
   * and no gap.
   */
  synchronized List<String> brokenOf(NavigableMap<Long, Long> ledger) {
    List<String> wrong = new ArrayList<>(broken);
    long before = 0;
    gaps.forEach(gap -> wrong.add(who + " was told that what is kept will not come: " + gap));
    for (int i = 0; i < numbers.size(); i++) {
      long seq = numbers.get(i);
      if (seq <= before) {
        wrong.add(who + " heard at " + times.get(i) + " ms " + around(i));
      }
      Long said = ledger.get(seq);
      if (said != null && !said.equals(messages.get(i))) {
        wrong.add(who + " heard " + messages.get(i) + " as " + seq + ", which is " + said);
      }
      before = seq;
    }
    Set<Long> seen = new HashSet<>(numbers);
    for (long seq : ledger.keySet()) {
      if (!seen.contains(seq)) {
        wrong.add(who + " never heard " + seq);
      }
    }
    if (new HashSet<>(messages).size() < messages.size()) {
      wrong.add(who + " heard a message under two numbers");
    }
    return shown(wrong);
  }

  /**
   * Of another topic: no message twice; between what was heard before one that was acknowledged and
   * not heard, and soon after what was heard next, there is a gap.
   *
   * @param ledger when each was acknowledged
   */
  synchronized List<String> brokenOfPassing(Map<Long, Long> ledger) {
    List<String> wrong = new ArrayList<>(broken);
    if (messages.isEmpty()) {
      wrong.add(who + " heard nothing");
    }
    NavigableMap<Long, Long> seen = new TreeMap<>();
    for (int i = 0; i < messages.size(); i++) {
      if (seen.put(messages.get(i), times.get(i)) != null) {
        wrong.add(who + " heard " + messages.get(i) + " twice");
      }
    }
    long first = times.isEmpty() ? Long.MAX_VALUE : times.get(0);
    long end = clock.getAsLong() - ON_ITS_WAY;
    for (Map.Entry<Long, Long> told : ledger.entrySet()) {
      long at = told.getValue();
      boolean listened = at > first && at < end;
      if (listened && !seen.containsKey(told.getKey()) && !isSaid(seen, told.getKey())) {
        wrong.add(who + " never heard what was said at " + at + " ms, and was told of no gap");
      }
    }
    return shown(wrong);
  }

  private boolean isSaid(NavigableMap<Long, Long> seen, long missing) {
    Map.Entry<Long, Long> before = seen.floorEntry(missing);
    Map.Entry<Long, Long> after = seen.ceilingEntry(missing);
    long from = before == null ? 0 : before.getValue();
    long to = after == null ? Long.MAX_VALUE : after.getValue() + SAID_WITHIN;
    return gaps.stream().anyMatch(gap -> gap.at() >= from && gap.at() <= to);
  }

  /** The numbers before and after one. */
  private String around(int index) {
    return numbers
        .subList(Math.max(0, index - AROUND), Math.min(numbers.size(), index + AROUND))
        .toString();
  }

  private static List<String> shown(List<String> wrong) {
    return wrong.size() > SHOWN ? wrong.subList(0, SHOWN) : wrong;
  }

  @Override
  public synchronized String toString() {
    return "%s: %,d messages, %d gaps".formatted(who, numbers.size(), gaps.size());
  }
}

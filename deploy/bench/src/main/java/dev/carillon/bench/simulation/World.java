package dev.carillon.bench.simulation;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Time and chance: events in the order of their moments, equal ones in the order of their making.
 */
final class World {
  private final SplittableRandom random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private long now;
  private long made;
  private long steps;

  private record Event(long at, long number, Runnable action) {}

  World(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Milliseconds since the beginning. */
  long now() {
    return now;
  }

  long steps() {
    return steps;
  }

  void after(long millis, Runnable action) {
    events.add(new Event(now + millis, made++, action));
  }

  /** Runs the next event; false if there is none before the moment. */
  boolean step(long until) {
    Event next = events.peek();
    if (next == null || next.at() > until) {
      now = until;
      return false;
    }
    events.poll();
    now = next.at();
    steps++;
    next.action().run();
    return true;
  }

  /** From {@code low} to {@code high}, both included. */
  int between(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  double fraction() {
    return random.nextDouble();
  }

  /**
   * Its time as the product's clocks tell it.
   *
   * @param standsStill whether the monotonic clock does: then no lease comes to its end
   */
  Clocks clocks(boolean standsStill) {
    return new Clocks() {
      @Override
      public Instant now() {
        return Instant.ofEpochMilli(now);
      }

      @Override
      public long nanos() {
        return standsStill ? 0 : now * 1_000_000;
      }
    };
  }

  /** Timers of one node: what belongs to a process that has died does not run. */
  Timers timers(SimNode node) {
    return (Duration delay, Runnable action) -> {
      boolean[] pending = {true};
      node.after(
          Math.max(1, delay.toMillis()),
          () -> {
            if (pending[0]) {
              pending[0] = false;
              action.run();
            }
          });
      return () -> {
        boolean was = pending[0];
        pending[0] = false;
        return was;
      };
    };
  }
}

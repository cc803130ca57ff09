package dev.carillon.notifier.domain.topic.pending;

import dev.carillon.notifier.domain.topic.Publish;
import dev.carillon.notifier.domain.topic.Stored;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Messages that wait for their numbers. */
public interface PendingStore {
  /** What becomes of one that waits. */
  enum Fate {
    /** It gets its number. */
    STORE,
    /** It goes on waiting. */
    LEAVE,
    /** It is let go, for nothing may be stored. */
    DROP
  }

  /**
   * One that waits.
   *
   * @param n the order in which they came
   */
  record Pending(long n, Publish publish, String owner) {}

  /**
   * What a pass did.
   *
   * @param looked at how many that wait
   * @param publishes what was stored
   * @param stored and what became of each
   */
  record Numbered(int looked, List<Publish> publishes, List<Stored> stored) {
    /** Nothing. */
    public static final Numbered NONE = new Numbered(0, List.of(), List.of());

    public Numbered {
      publishes = List.copyOf(publishes);
      stored = List.copyOf(stored);
    }
  }

  /**
   * Numbers some in one transaction, in their order. Processes that do it at the same time do it
   * one after the other.
   *
   * @param except topics that are left out
   */
  Future<Numbered> number(Collection<String> except, int most, Function<Pending, Fate> fate);
}

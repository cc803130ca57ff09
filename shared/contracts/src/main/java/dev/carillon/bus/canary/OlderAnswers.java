package dev.carillon.bus.canary;

import dev.carillon.async.time.Clocks;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What processes of a version before answered, which do not say that they serve something. They
 * count when they have answered for a while: an answer may come over a connection to a process that
 * the cluster has lost already, and who has just come has not said yet who it is. Thread-safe.
 */
final class OlderAnswers {
  private static final Duration SETTLED = Duration.ofSeconds(5);

  private final Clocks clocks;
  private final Duration fresh;
  private final Map<Need, Answered> answers = new ConcurrentHashMap<>();
  private final Set<Need> asked = ConcurrentHashMap.newKeySet();

  /** Nanoseconds of the first of those that followed one another, and of the latest. */
  private record Answered(long first, long latest) {}

  /**
   * Nobody was asked yet.
   *
   * @param fresh for how long an answer counts
   */
  OlderAnswers(Clocks clocks, Duration fresh) {
    this.clocks = clocks;
    this.fresh = fresh;
  }

  /** Completes when the question was answered, and fails if it was not. */
  Future<?> ask(Need need) {
    asked.add(need);
    return need.older()
        .get()
        .onSuccess(
            r -> {
              if (asked.contains(need)) {
                answers.merge(need, now(), this::follow);
              }
            });
  }

  private Answered now() {
    long now = clocks.nanos();
    return new Answered(now, now);
  }

  private Answered follow(Answered before, Answered now) {
    return isFresh(before) ? new Answered(before.first(), now.latest()) : now;
  }

  private boolean isFresh(Answered answer) {
    return clocks.nanos() - answer.latest() < fresh.toNanos();
  }

  /** Nobody older is asked any more; what was answered does not count. */
  void forget(Need need) {
    asked.remove(need);
    answers.remove(need);
  }

  /** Whether they answer, and have for a while. */
  boolean answer(Need need) {
    Answered answer = answers.get(need);
    return answer != null
        && isFresh(answer)
        && answer.latest() - answer.first() >= SETTLED.toNanos();
  }
}

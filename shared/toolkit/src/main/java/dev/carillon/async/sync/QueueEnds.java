package dev.carillon.async.sync;

import dev.carillon.async.waits.Scope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tasks at one end of a queue, as far as they are known: once somebody came who is no task, or
 * more came than are worth remembering, nobody is known any more.
 */
final class QueueEnds {
  private static final int MOST = 16;

  private final Set<Scope> tasks = new LinkedHashSet<>(2);
  private boolean others;

  synchronized void note(@Nullable Scope scope) {
    if (others) {
      return;
    }
    if (scope != null && tasks.add(scope.task())) {
      scope.task().holds();
      tasks.removeIf(Scope::hasEnded);
    }
    if (scope == null || tasks.size() > MOST) {
      others = true;
      tasks.clear();
    }
  }

  /** All of them; none if there may be others, or if one who waits may serve itself. */
  synchronized List<Scope> besides(Scope waiter) {
    tasks.removeIf(Scope::hasEnded);
    return tasks.contains(waiter.task()) ? List.of() : List.copyOf(tasks);
  }
}

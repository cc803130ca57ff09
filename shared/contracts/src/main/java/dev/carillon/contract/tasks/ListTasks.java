package dev.carillon.contract.tasks;

import dev.carillon.failure.Checks;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that run, in the order of their ids.
 *
 * @param after only those with a greater id
 * @param limit how many at most, 1 to 1000
 */
public record ListTasks(@Nullable UUID after, int limit) {
  private static final int MAX_LIMIT = 1_000;

  public ListTasks {
    Checks.start()
        .that(limit >= 1 && limit <= MAX_LIMIT, "limit", "must be from 1 to " + MAX_LIMIT)
        .verify();
  }
}

package dev.carillon.contract.tasks;

import dev.carillon.failure.Checks;
import java.util.UUID;

/**
 * A task to end.
 *
 * @param why what the task is told, 1 to 200 characters on one line
 */
public record CancelTask(UUID id, String why) {
  private static final int MAX_WHY = 200;

  public CancelTask {
    Checks.start().line("why", why, 1, MAX_WHY).verify();
  }
}

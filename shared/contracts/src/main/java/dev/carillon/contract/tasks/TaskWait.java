package dev.carillon.contract.tasks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task waits for.
 *
 * @param what a lock, a permit, an item, the end of another task, or of a time
 * @param heldBy whose end or release it waits for; empty when that is not known
 * @param at the line of the program that waits, in debug mode
 */
public record TaskWait(String what, List<String> heldBy, @Nullable String at) {
  public TaskWait {
    heldBy = List.copyOf(heldBy);
  }
}

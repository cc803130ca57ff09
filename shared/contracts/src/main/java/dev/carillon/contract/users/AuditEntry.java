package dev.carillon.contract.users;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was done to a user.
 *
 * @param action such as {@code created} or {@code deactivated}
 * @param actor the principal who did it
 * @param traceId of the request that did it, as answers and logs name it
 * @param at when, by the database's clock
 * @param changes the values before and after; none once the user was erased
 */
public record AuditEntry(
    String action, String actor, String traceId, Instant at, List<Change> changes) {
  public AuditEntry {
    changes = List.copyOf(changes);
  }

  /** What became of one field; null where it had no value. */
  public record Change(String field, @Nullable String before, @Nullable String after) {}
}

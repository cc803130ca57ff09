package dev.carillon.contract.users;

import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many changes in one request. Each item is an object {@code {"op": "create", "user": {...}}},
 * {@code {"op": "patch", "id": ..., "ifMatch": version, "patch": {...}}} or {@code {"op":
 * "deactivate" | "reactivate", "id": ..., "ifMatch": version}}; {@code ifMatch} may be absent. An
 * item is checked by itself, so that a bad one does not hide the others; items are done in the
 * order in which they stand.
 *
 * @param atomic true makes it all or nothing; null means false
 * @param items 1 to {@value #MAX_ITEMS}
 */
public record BatchUsers(@Nullable Boolean atomic, List<Doc> items) {
  /** The most items. */
  public static final int MAX_ITEMS = 1_000;

  public BatchUsers {
    Checks.start().present("/items", items).verify();
    Checks.start()
        .items("/items", items, 1, MAX_ITEMS, "must hold 1 to " + MAX_ITEMS + " items")
        .noNulls("/items", items, "must not hold null")
        .verify();
    items = List.copyOf(items);
  }

  /** Whether it is all or nothing. */
  public boolean allOrNothing() {
    return Boolean.TRUE.equals(atomic);
  }
}

package dev.carillon.launcher.imports;

import dev.carillon.launcher.imports.row.SourceRow;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows side by side, which the API is asked to take in one request. */
record Batch(List<Entry> entries) {
  /**
   * A row and what is asked for it.
   *
   * @param user what is asked; null for a row that cannot be read
   * @param active whether the user is to be active, where the row says so
   */
  record Entry(SourceRow row, @Nullable JsonObject user, @Nullable Boolean active) {
    boolean isInactive() {
      return Boolean.FALSE.equals(active);
    }
  }

  Batch {
    entries = List.copyOf(entries);
  }

  long first() {
    return entries.get(0).row().number();
  }

  SourceRow last() {
    return entries.get(entries.size() - 1).row();
  }

  /** What the API is asked. */
  List<Entry> askable() {
    return entries.stream().filter(entry -> entry.user() != null).toList();
  }
}

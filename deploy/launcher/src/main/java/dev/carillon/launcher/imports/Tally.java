package dev.carillon.launcher.imports;

import dev.carillon.launcher.imports.Batch.Entry;
import dev.carillon.launcher.imports.journal.ImportState.Counts;
import dev.carillon.launcher.imports.row.RowFault;
import dev.carillon.launcher.imports.row.SourceRow;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Collects what becomes of the rows of a batch. Not thread-safe. */
final class Tally {
  private final TreeMap<Long, JsonObject> refused = new TreeMap<>();
  private final List<Active> created = new ArrayList<>();
  private final List<Active> found = new ArrayList<>();
  private long createdRows;
  private long presentRows;

  /** Somebody who is active, and by the row is not to be. */
  record Active(Entry entry, String id) {}

  void refuse(SourceRow row, RowFault why) {
    refused.put(
        row.number(),
        JsonObject.of("row", row.number())
            .put("field", why.field())
            .put("code", why.code())
            .put("message", why.message())
            .put("data", row.columns()));
  }

  void created(Entry entry, String id) {
    createdRows++;
    if (entry.isInactive()) {
      created.add(new Active(entry, id));
    }
  }

  /** Was there before, with the same values but perhaps that of being active. */
  void present(Entry entry, String id, boolean active) {
    presentRows++;
    if (entry.isInactive() && active) {
      found.add(new Active(entry, id));
    }
  }

  /** Is in, but active, which nobody could change. */
  void stayedActive(Active one, RowFault why) {
    if (created.contains(one)) {
      createdRows--;
    } else {
      presentRows--;
    }
    refuse(one.entry().row(), why);
  }

  /** Those among the new users who are to be deactivated; the same whoever asks again. */
  List<Active> created() {
    return List.copyOf(created);
  }

  /** Those among the others who are to be deactivated; fewer once somebody has done so. */
  List<Active> found() {
    return List.copyOf(found);
  }

  BatchCall.Outcome outcome() {
    return new BatchCall.Outcome(
        new Counts(createdRows, presentRows, refused.size()), List.copyOf(refused.values()));
  }
}

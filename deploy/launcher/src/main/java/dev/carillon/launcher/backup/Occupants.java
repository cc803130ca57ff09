package dev.carillon.launcher.backup;

import dev.carillon.embedded.LaunchFailure;
import dev.carillon.store.pg.backup.SchemaRestore;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who works on the schemas that are to be replaced: nobody may. */
final class Occupants {
  private Occupants() {}

  /** Fails in words where something of Carillon is connected. */
  static void requireNone(List<SchemaRestore> schemas) throws IOException {
    for (SchemaRestore schema : schemas) {
      String others = schema.usedBy();
      if (!others.isEmpty()) {
        throw new LaunchFailure("Stop what is connected to the databases first: " + others);
      }
    }
  }

  /**
   * From now on nothing starts on the schemas. What had started before is found once the marks are
   * there; then they go again, unless an attempt before this one had set some.
   *
   * @param erased who is to be erased again; null if nobody knows
   */
  static void keepOut(List<SchemaRestore> schemas, @Nullable Set<UUID> erased) throws IOException {
    boolean before = false;
    for (SchemaRestore schema : schemas) {
      before |= schema.mark().isSet();
    }
    for (SchemaRestore schema : schemas) {
      schema.mark().set(erased);
    }
    try {
      requireNone(schemas);
    } catch (LaunchFailure e) {
      if (!before) {
        for (SchemaRestore schema : schemas) {
          schema.mark().clear();
        }
      }
      throw e;
    }
  }
}

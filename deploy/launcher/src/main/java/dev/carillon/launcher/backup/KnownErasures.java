package dev.carillon.launcher.backup;

import dev.carillon.embedded.LaunchFailure;
import dev.carillon.text.TimeText;
import dev.carillon.text.UuidText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** Who is erased, by the journals that were given and by the database that is to be replaced. */
final class KnownErasures {
  private final Set<UUID> ids = new LinkedHashSet<>();
  private boolean any;

  /** Reads a journal: lines {@code TIME ID}; one that a power failure has cut says nothing. */
  void read(Path journal) {
    try {
      for (String line : Files.readAllLines(journal)) {
        String[] parts = line.split(" ", -1);
        if (parts.length == 2 && isTime(parts[0])) {
          ids.add(UuidText.parse(parts[1]));
        }
      }
      any = true;
    } catch (IOException | RuntimeException e) {
      throw new LaunchFailure(journal + " cannot be read as a journal of erasures", e);
    }
  }

  private static boolean isTime(String text) {
    try {
      return TimeText.parse(text).toEpochMilli() > 0;
    } catch (RuntimeException cut) {
      return false;
    }
  }

  /** Those that a database knows. */
  void add(Collection<UUID> erased) {
    ids.addAll(erased);
    any = true;
  }

  /** Whether anybody was asked. */
  boolean isKnown() {
    return any;
  }

  Set<UUID> ids() {
    return ids;
  }

  /**
   * A list that lacks whom the backup has is not the list of this installation, or not all of it.
   */
  void requireAllOf(Set<UUID> backup) {
    long missing = backup.stream().filter(id -> !ids.contains(id)).count();
    if (missing > 0) {
      throw new LaunchFailure(
          "The erasures that were given lack "
              + missing
              + " that the backup has: they are not those of this installation, or not all");
    }
  }
}

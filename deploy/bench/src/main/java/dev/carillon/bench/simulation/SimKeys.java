package dev.carillon.bench.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which mail has a key; what was not sent gives its key to the next who asks. */
final class SimKeys {
  private final SimTables tables;
  private final Map<String, UUID> holders = new HashMap<>();

  /** Keys that mail had which was not sent. */
  private final Map<UUID, String> lost = new HashMap<>();

  SimKeys(SimTables tables) {
    this.tables = tables;
  }

  @Nullable UUID holder(String key) {
    UUID holder = holders.get(key);
    if (holder != null && tables.mail(holder).isUnsent()) {
      lost.putIfAbsent(holder, key);
      return null;
    }
    return holder;
  }

  void keep(String key, UUID mail) {
    holders.put(key, mail);
  }

  /** Whether another mail has the key that this one had. */
  boolean isAnothers(UUID id) {
    String key = lost.get(id);
    UUID holder = key == null ? null : holders.get(key);
    return holder != null && !holder.equals(id) && !tables.mail(holder).isUnsent();
  }

  /** It is tried again. */
  void takeBack(UUID id) {
    String key = lost.remove(id);
    if (key == null) {
      return;
    }
    UUID loser = holders.put(key, id);
    if (loser != null && !loser.equals(id)) {
      lost.putIfAbsent(loser, key);
    }
  }
}

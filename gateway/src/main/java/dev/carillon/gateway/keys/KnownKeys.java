package dev.carillon.gateway.keys;

import dev.carillon.gateway.security.HashedKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys that were found good, by hash and by name. There are never more than good keys in the
 * table, whatever is shown to the gateway. Thread-safe.
 */
final class KnownKeys {
  private final Map<HashedKey, TableKey> byHash = new ConcurrentHashMap<>();
  private final Map<String, TableKey> byName = new ConcurrentHashMap<>();

  @Nullable TableKey find(HashedKey hash) {
    return byHash.get(hash);
  }

  @Nullable TableKey find(String name) {
    return byName.get(name);
  }

  void put(TableKey key) {
    byName.put(key.name(), key);
    byHash.put(key.hash(), key);
  }

  void remove(TableKey key) {
    byHash.remove(key.hash());
    byName.remove(key.name());
  }

  List<TableKey> all() {
    return List.copyOf(byHash.values());
  }
}

package dev.carillon.gateway.keys;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.keys.KeysUsed;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which keys were used since that was last told, which is once a minute at most. Thread-safe. */
final class KeyUse {
  private static final long BETWEEN = Duration.ofMinutes(1).toNanos();

  private final Clocks clocks;
  private final Set<String> used = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> told = new ConcurrentHashMap<>();

  KeyUse(Clocks clocks) {
    this.clocks = clocks;
  }

  void used(String name) {
    used.add(name);
  }

  /** Whose use is to be told now. */
  List<String> due() {
    long now = clocks.nanos();
    return used.stream()
        .filter(name -> !told.containsKey(name) || now - told.get(name) >= BETWEEN)
        .limit(KeysUsed.MAX)
        .toList();
  }

  /** It was told. */
  void told(Collection<String> names) {
    for (String name : names) {
      told.put(name, clocks.nanos());
      used.remove(name);
    }
  }

  void forget(String name) {
    used.remove(name);
    told.remove(name);
  }
}

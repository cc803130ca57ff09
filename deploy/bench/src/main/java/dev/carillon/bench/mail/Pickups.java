package dev.carillon.bench.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** How long mails take from the wish to have them sent to whoever sends them, in nanoseconds. */
final class Pickups {
  private final Map<UUID, Long> begun = new ConcurrentHashMap<>();
  private final List<Long> taken = new ArrayList<>();

  void begin(UUID id) {
    begun.put(id, System.nanoTime());
  }

  synchronized void end(UUID id) {
    Long began = begun.remove(id);
    if (began != null) {
      taken.add(System.nanoTime() - began);
    }
  }

  /** Those so far; forgets them. */
  synchronized List<Long> all() {
    List<Long> all = List.copyOf(taken);
    taken.clear();
    begun.clear();
    return all;
  }
}

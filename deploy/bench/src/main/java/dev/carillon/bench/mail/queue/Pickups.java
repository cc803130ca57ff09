package dev.carillon.bench.mail.queue;

import dev.carillon.bench.mail.round.Latencies;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** How long mails take from the wish to have them sent to whoever sends them. */
final class Pickups {
  private final Map<UUID, Long> begun = new ConcurrentHashMap<>();
  private final Latencies latencies = new Latencies();

  void begin(UUID id) {
    begin(id, System.nanoTime());
  }

  /** One that was, or is, to go at a moment of {@link System#nanoTime}. */
  void begin(UUID id, long nanos) {
    begun.put(id, nanos);
  }

  void end(UUID id) {
    Long began = begun.remove(id);
    if (began != null) {
      latencies.record(System.nanoTime() - began);
    }
  }

  Latencies latencies() {
    return latencies;
  }
}

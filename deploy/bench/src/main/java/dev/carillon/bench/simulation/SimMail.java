package dev.carillon.bench.simulation;

import dev.carillon.notifier.domain.queue.AttemptOutcome;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One mail as somebody would know it who sees everything: the product sees only its id. */
final class SimMail {
  final UUID id;
  final @Nullable String key;
  int deliveries;
  AttemptOutcome.@Nullable Kind outcome;
  boolean cancelAcknowledged;
  boolean cancelAsked;
  boolean merged;

  /** What the timeline says: an earlier attempt has no known end. */
  boolean perhapsSent;

  /** How many copies would be no fault: as often as something went wrong with it. */
  int excuses;

  SimMail(UUID id, @Nullable String key) {
    this.id = id;
    this.key = key;
  }
}

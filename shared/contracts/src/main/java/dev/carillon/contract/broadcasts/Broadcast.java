package dev.carillon.contract.broadcasts;

import dev.carillon.json.Doc;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A broadcast schedule.
 *
 * @param changedBy the key that made it what it is; null for what nobody has changed since it came
 *     with Carillon, and for changes of versions that did not write it down
 * @param changedAt when that was; null where it is not known
 * @param next when it will fire, the soonest first; empty if it is not enabled
 */
public record Broadcast(
    String name,
    String topic,
    Doc payload,
    @Nullable Duration every,
    @Nullable String cron,
    String zone,
    Misfire misfire,
    Duration maxAge,
    boolean enabled,
    long version,
    @Nullable String changedBy,
    @Nullable Instant changedAt,
    List<Instant> next) {
  public Broadcast {
    next = List.copyOf(next);
  }
}

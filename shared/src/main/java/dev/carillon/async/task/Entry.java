package dev.carillon.async.task;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.time.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A line of a registry. */
final class Entry {
  final UUID id;
  private final String name;
  private final String owner;
  private final Instant startedAt;
  private final long startedNanos;
  private final Supplier<List<String>> waitsFor;
  private final @Nullable String startedFrom = Debug.isOn() ? Debug.site() : null;

  /** What runs; null for a part of a service. */
  volatile @Nullable Task<?> task;

  /** When it ended, once it has. */
  volatile long endedNanos;

  Entry(UUID id, String name, String owner, Clocks clocks, Supplier<List<String>> waitsFor) {
    this.id = id;
    this.name = name;
    this.owner = owner;
    this.waitsFor = waitsFor;
    this.startedAt = clocks.now();
    this.startedNanos = clocks.nanos();
  }

  TaskInfo info(Clocks clocks) {
    Task<?> shown = task;
    Task.State state = shown == null ? Task.State.RUNNING : shown.state();
    boolean over = state.compareTo(Task.State.CANCELLING) > 0;
    long until = over ? endedNanos : clocks.nanos();
    return new TaskInfo(
        id,
        name,
        owner,
        state,
        startedAt,
        Duration.ofNanos(until - startedNanos),
        over ? List.of() : waitsFor.get(),
        startedFrom,
        state == Task.State.FAILED && shown != null ? shown.ended().cause().toString() : null,
        shown != null);
  }
}

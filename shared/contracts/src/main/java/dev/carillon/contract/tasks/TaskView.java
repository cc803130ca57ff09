package dev.carillon.contract.tasks;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A background task as its node sees it.
 *
 * @param name what it does
 * @param owner for whom: a key's name, or {@code service}
 * @param state {@code running, cancelling, succeeded, failed} or {@code cancelled}
 * @param node where it runs
 * @param ageMillis how long it runs, or ran
 * @param waitsFor what it waits for at the moment
 * @param startedFrom the line of the program that started it, in debug mode
 * @param failure what it failed with, or why it was cancelled
 * @param cancellable false for what has ended, and for a part of a service
 */
public record TaskView(
    UUID id,
    String name,
    String owner,
    String state,
    String node,
    Instant startedAt,
    long ageMillis,
    List<String> waitsFor,
    @Nullable String startedFrom,
    @Nullable String failure,
    boolean cancellable) {
  public TaskView {
    waitsFor = List.copyOf(waitsFor);
  }
}

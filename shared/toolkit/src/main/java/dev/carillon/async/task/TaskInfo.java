package dev.carillon.async.task;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A task as its node's registry sees it at one moment.
 *
 * <pre>{@code
 * for (TaskInfo task : tasks.list()) {
 *   log(task.name() + " is " + task.state() + " for " + task.age() + ", waits for " + task.waitsFor());
 * }
 * }</pre>
 *
 * <p><b>Order</b>, <b>Threads</b>, <b>Cancellation</b>, <b>Failure</b>: a value; nothing happens to
 * it.
 *
 * @param id ascends with the moment of the start
 * @param name what it does
 * @param owner for whom
 * @param age how long it runs, or ran
 * @param waitsFor what it waits for at the moment, as far as it waits with its own {@link
 *     Cancellation}
 * @param startedFrom the place in the program that started it, in debug mode
 * @param failure what it failed with, or why it was cancelled
 * @param cancellable false for what has ended, and for a part of a service, which ends with it
 */
public record TaskInfo(
    UUID id,
    String name,
    String owner,
    Task.State state,
    Instant startedAt,
    Duration age,
    List<String> waitsFor,
    @Nullable String startedFrom,
    @Nullable String failure,
    boolean cancellable) {
  public TaskInfo {
    waitsFor = List.copyOf(waitsFor);
  }

  /** A failure's own text, or its type's name where that throws. */
  static String text(Throwable failure) {
    try {
      return String.valueOf(failure);
    } catch (RuntimeException mute) {
      return failure.getClass().getName();
    }
  }

  /** What other people's code says that it waits for; where it throws, that. */
  static List<String> texts(Supplier<List<String>> waitsFor) {
    try {
      return waitsFor.get();
    } catch (RuntimeException unknown) {
      return List.of("unknown: " + text(unknown));
    }
  }
}

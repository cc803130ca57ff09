package dev.carillon.async.task;

import java.util.List;

/** What failed in a {@link TaskGroup}: every failure, in the order in which they came. */
public final class TaskGroupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Throwable> failures;

  TaskGroupException(String name, List<Throwable> failures) {
    super(
        failures.size() + " failed in " + name + ": " + failures.get(0),
        failures.get(0),
        true,
        false);
    this.failures = List.copyOf(failures);
    failures.forEach(failure -> Work.alsoFailed(this, failure));
  }

  /** The failures; the first one is also the cause. */
  public List<Throwable> failures() {
    return failures;
  }
}

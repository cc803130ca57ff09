package dev.carillon.users.domain;

import dev.carillon.contract.users.BatchOutcome;
import dev.carillon.contract.users.BatchOutcomes;
import dev.carillon.contract.users.User;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.failure.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects what became of each item of a batch. For one thread at a time. */
public final class BatchResults {
  private static final Logger LOG = LoggerFactory.getLogger(BatchResults.class);

  private final boolean allOrNothing;
  private final @Nullable Result[] results;

  private sealed interface Result {
    /** The user is as the item wants. */
    record Done(User user, boolean changed) implements Result {}

    /** The item was refused. */
    record Refused(Failure why) implements Result {}
  }

  /** Nothing is known of any item yet. */
  public BatchResults(BatchPlan plan) {
    this.allOrNothing = plan.allOrNothing();
    this.results = new @Nullable Result[plan.size()];
  }

  /**
   * An item is done.
   *
   * @param changed false where the user was like that already
   */
  public void done(int index, User user, boolean changed) {
    results[index] = new Result.Done(user, changed);
  }

  /** An item is refused; where it is all or nothing the refusal is thrown, with its place. */
  public void refused(int index, Failure why) {
    if (why.code() == FailureCode.INTERNAL) {
      LOG.error("Item {} of a batch failed", index, why.getCause());
    }
    if (allOrNothing) {
      throw located("/items/" + index, why);
    }
    results[index] = new Result.Refused(why);
  }

  /** The outcomes of all items; each must have a result by now. */
  public BatchOutcomes outcomes() {
    List<BatchOutcome> outcomes = new ArrayList<>();
    int failed = 0;
    for (int i = 0; i < results.length; i++) {
      Result result = Objects.requireNonNull(results[i]);
      failed += result instanceof Result.Refused ? 1 : 0;
      outcomes.add(outcome(i, result));
    }
    return new BatchOutcomes(outcomes.size() - failed, failed, outcomes, false);
  }

  private static BatchOutcome outcome(int index, Result result) {
    return switch (result) {
      case Result.Done(User user, boolean changed) ->
          new BatchOutcome(
              index, changed ? "done" : "unchanged", user.id(), user.version(), null, null, null);
      case Result.Refused(Failure why) ->
          new BatchOutcome(
              index,
              "failed",
              null,
              null,
              why.code().label(),
              why.message(),
              why.details().isEmpty() ? null : why.details());
    };
  }

  private static Failure located(String item, Failure why) {
    return why.details().isEmpty()
        ? new Failure(
            why.code(), item + ": " + why.message(), List.of(new FieldError(item, why.message())))
        : why.within(item);
  }
}

package dev.carillon.users.domain;

import dev.carillon.contract.users.CreateUser;
import dev.carillon.failure.Failure;
import java.util.ArrayList;
import java.util.List;

/**
 * What a batch does. Items that could not be read are refused before anything is done; the others
 * are done in the order of the request, and users to add that stand side by side are added
 * together, at most {@value #CREATES_AT_ONCE} at a time.
 *
 * @param size how many items the request has
 * @param allOrNothing whether one refusal undoes everything
 */
public record BatchPlan(
    int size, boolean allOrNothing, List<Unreadable> unreadable, List<Step> steps) {
  static final int CREATES_AT_ONCE = 200;

  /** An item that could not be read. */
  public record Unreadable(int index, Failure why) {}

  /** What is done by one statement. */
  public sealed interface Step {}

  /** Adds users. */
  public record Add(List<Addition> additions) implements Step {
    public Add {
      additions = List.copyOf(additions);
    }
  }

  /** A user to add. */
  public record Addition(int index, CreateUser user) {}

  /** Changes a user. */
  public record Change(int index, UserOp.Change op) implements Step {}

  public BatchPlan {
    unreadable = List.copyOf(unreadable);
    steps = List.copyOf(steps);
  }

  /** The plan for the items of a request, in their order. */
  public static BatchPlan of(List<BatchEntry> entries, boolean allOrNothing) {
    List<Unreadable> unreadable = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    List<Addition> together = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      switch (entries.get(i)) {
        case BatchEntry.Refused(Failure why) -> unreadable.add(new Unreadable(i, why));
        case BatchEntry.Valid(UserOp.Create(CreateUser user)) -> {
          together.add(new Addition(i, user));
          if (together.size() == CREATES_AT_ONCE) {
            flush(together, steps);
          }
        }
        case BatchEntry.Valid(UserOp.Change change) -> {
          flush(together, steps);
          steps.add(new Change(i, change));
        }
      }
    }
    flush(together, steps);
    return new BatchPlan(entries.size(), allOrNothing, unreadable, steps);
  }

  private static void flush(List<Addition> together, List<Step> steps) {
    if (!together.isEmpty()) {
      steps.add(new Add(together));
      together.clear();
    }
  }
}

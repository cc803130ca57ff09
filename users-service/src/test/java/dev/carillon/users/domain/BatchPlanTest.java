package dev.carillon.users.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.users.BatchOutcome;
import dev.carillon.contract.users.BatchOutcomes;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.User;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
  private static final CreateUser NEW = new CreateUser("a@b.c", "A", null, null, null, false);
  private static final UserOp.Change CHANGE =
      new UserOp.SetActive(new ChangeUser(UUID.randomUUID(), null), false);
  private final Failure bad = Failure.invalid("/op", "is not known");

  @Test
  void usersSideBySideAreAddedTogether() {
    BatchPlan plan = BatchPlan.of(List.of(add(), unreadable(), add(), change(), add()), false);
    assertThat(plan.size()).isEqualTo(5);
    assertThat(plan.unreadable()).containsExactly(new BatchPlan.Unreadable(1, bad));
    assertThat(plan.steps())
        .containsExactly(
            new BatchPlan.Add(
                List.of(new BatchPlan.Addition(0, NEW), new BatchPlan.Addition(2, NEW))),
            new BatchPlan.Change(3, CHANGE),
            new BatchPlan.Add(List.of(new BatchPlan.Addition(4, NEW))));
  }

  @Test
  void manyAreAddedInPortions() {
    List<BatchEntry> entries = new ArrayList<>(Collections.nCopies(401, add()));
    assertThat(BatchPlan.of(entries, true).steps())
        .extracting(step -> ((BatchPlan.Add) step).additions().size())
        .containsExactly(200, 200, 1);
  }

  @Test
  void everyItemHasItsOutcome() {
    User user = user();
    BatchResults results =
        new BatchResults(BatchPlan.of(List.of(add(), change(), change(), unreadable()), false));
    results.refused(3, bad);
    results.done(0, user, true);
    results.done(1, user, false);
    results.refused(2, Failure.notFound("user", user.id()));
    BatchOutcomes outcomes = results.outcomes();
    assertThat(outcomes.done()).isEqualTo(2);
    assertThat(outcomes.failed()).isEqualTo(2);
    assertThat(outcomes.items())
        .extracting(BatchOutcome::result)
        .containsExactly("done", "unchanged", "failed", "failed");
    assertThat(outcomes.items().get(3).errors()).isEqualTo(bad.details());
    assertThat(outcomes.items().get(2).errors()).isNull();
  }

  @Test
  void aRefusalOfAllOrNothingNamesItsItem() {
    BatchResults results = new BatchResults(BatchPlan.of(List.of(add(), change()), true));
    assertThatThrownBy(() -> results.refused(1, bad))
        .isInstanceOfSatisfying(
            Failure.class,
            e ->
                assertThat(e.details())
                    .extracting(d -> d.pointer())
                    .containsExactly("/items/1/op"));
    assertThatThrownBy(() -> results.refused(1, Failure.of(FailureCode.CONFLICT, "taken")))
        .isInstanceOfSatisfying(
            Failure.class,
            e -> {
              assertThat(e.code()).isEqualTo(FailureCode.CONFLICT);
              assertThat(e.details()).extracting(d -> d.pointer()).containsExactly("/items/1");
            });
  }

  private static BatchEntry add() {
    return new BatchEntry.Valid(new UserOp.Create(NEW));
  }

  private static BatchEntry change() {
    return new BatchEntry.Valid(CHANGE);
  }

  private BatchEntry unreadable() {
    return new BatchEntry.Refused(bad);
  }

  private static User user() {
    return new User(
        UUID.randomUUID(), "a@b.c", "A", true, null, null, null, 1, Instant.EPOCH, Instant.EPOCH);
  }
}

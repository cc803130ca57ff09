package dev.carillon.users.store.pg;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Uuid7;
import dev.carillon.contract.users.BatchOutcomes;
import dev.carillon.contract.users.User;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.request.Actor;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.store.pg.idempotency.Savepoints;
import dev.carillon.users.domain.BatchPlan;
import dev.carillon.users.domain.BatchResults;
import dev.carillon.users.domain.UserNews;
import dev.carillon.users.domain.UserOp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One batch in one transaction. Where it need not be all or nothing, every step has a savepoint, to
 * which the transaction goes back when the step is refused. Users that are left out of a common
 * insert are tried alone, which tells why. Where two batches wait for one another in a circle, the
 * server lets one item fail, which may be repeated.
 */
final class BatchExecutor {
  private final SqlClient tx;
  private final BatchPlan plan;
  private final Actor actor;
  private final Uuid7 ids;
  private final UserUpdates updates;
  private final BatchResults results;
  private final UserNews news;
  private final List<Runnable> hints = new ArrayList<>();

  private record NewRow(int index, NewUser user) {}

  BatchExecutor(
      SqlClient tx, BatchPlan plan, Actor actor, Uuid7 ids, UserUpdates updates, UserNews news) {
    this.news = news;
    this.tx = tx;
    this.plan = plan;
    this.actor = actor;
    this.ids = ids;
    this.updates = updates;
    this.results = new BatchResults(plan);
  }

  /** All outcomes; where it is all or nothing, the first refusal, which undoes everything. */
  Future<BatchOutcomes> run() {
    plan.unreadable().forEach(item -> results.refused(item.index(), item.why()));
    return inTurn(plan.steps(), this::execute).map(v -> results.outcomes());
  }

  /** Tells what was done; after the commit. */
  void tell() {
    hints.forEach(Runnable::run);
  }

  private Future<Void> execute(BatchPlan.Step step) {
    return switch (step) {
      case BatchPlan.Add(List<BatchPlan.Addition> additions) ->
          addTogether(
              additions.stream()
                  .map(a -> new NewRow(a.index(), NewUser.of(a.user(), actor, ids, news)))
                  .toList());
      case BatchPlan.Change(int index, UserOp.Change op) ->
          attempt(index, () -> change(op), this::done);
    };
  }

  private Future<Void> addTogether(List<NewRow> additions) {
    return guarded(() -> UserRows.addSome(tx, additions.stream().map(NewRow::user).toList()))
        .recover(
            e -> refusal(e) == null ? Future.failedFuture(e) : Future.succeededFuture(Map.of()))
        .compose(added -> addAlone(additions, added));
  }

  /** Tries whoever was left out. */
  private Future<Void> addAlone(List<NewRow> additions, Map<UUID, User> added) {
    return inTurn(
        additions,
        addition -> {
          User user = added.get(addition.user().id());
          if (user == null) {
            return attempt(
                addition.index(),
                () -> inside("/user", UserRows.addOne(tx, addition.user())),
                (index, alone) -> done(addition, alone));
          }
          done(addition, user);
          return Future.succeededFuture();
        });
  }

  private void done(NewRow addition, User user) {
    NewUser asked = addition.user();
    results.done(addition.index(), user, true);
    hints.add(() -> news.created(asked.eventId(), user, asked.user().wantsWelcome()));
  }

  private void done(int index, UserUpdates.Updated updated) {
    results.done(index, updated.user(), updated.changed());
    if (updated.changed()) {
      hints.add(() -> news.changed(updated.event(), updated.kind(), updated.user()));
    }
  }

  private Future<UserUpdates.Updated> change(UserOp.Change op) {
    return switch (op) {
      case UserOp.Patch(var patch) -> inside("/patch", updates.patch(tx, patch, actor));
      case UserOp.SetActive(var user, boolean active) -> updates.setActive(tx, user, active, actor);
    };
  }

  private <T> Future<Void> attempt(
      int index, Supplier<Future<T>> work, BiConsumer<Integer, T> done) {
    return guarded(work)
        .onSuccess(result -> done.accept(index, result))
        .<Void>mapEmpty()
        .recover(
            e -> {
              Failure refusal = refusal(e);
              if (refusal == null) {
                return Future.failedFuture(e);
              }
              results.refused(index, refusal);
              return Future.succeededFuture();
            });
  }

  /** What concerns this item alone; null if the whole transaction is lost. */
  private static @Nullable Failure refusal(Throwable cause) {
    boolean onlyThis = PgFailures.concernsRows(cause);
    if (cause instanceof Failure failure) {
      return onlyThis || failure.code().definitive() ? failure : null;
    }
    return onlyThis
        ? Failure.of(FailureCode.INTERNAL, "A fault in the service; it is logged", cause)
        : null;
  }

  private <T> Future<T> guarded(Supplier<Future<T>> work) {
    return plan.allOrNothing() ? work.get() : Savepoints.attempt(tx, work);
  }

  /** Fields as they stand in the item. */
  private static <T> Future<T> inside(String part, Future<T> change) {
    return change.recover(e -> Future.failedFuture(e instanceof Failure f ? f.within(part) : e));
  }

  /** One after the other, up to the first failure. */
  private static <T> Future<Void> inTurn(List<T> items, Function<T, Future<Void>> work) {
    Promise<Void> done = Promise.promise();
    resume(items.iterator(), work, done);
    return done.future();
  }

  /** Loops while work is done at once, and is resumed, on a fresh stack, by work that is not. */
  private static <T> void resume(
      Iterator<T> rest, Function<T, Future<Void>> work, Promise<Void> done) {
    while (rest.hasNext()) {
      T item = rest.next();
      Future<Void> step = Work.begin(() -> work.apply(item));
      if (!step.succeeded()) {
        step.onSuccess(v -> resume(rest, work, done)).onFailure(done::fail);
        return;
      }
    }
    done.complete();
  }
}

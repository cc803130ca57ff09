package dev.carillon.users.store.pg;

import dev.carillon.bus.Call;
import dev.carillon.contract.users.BatchOutcome;
import dev.carillon.contract.users.BatchOutcomes;
import dev.carillon.contract.users.User;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.failure.FieldError;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.store.pg.idempotency.Savepoints;
import dev.carillon.users.domain.BatchEntry;
import dev.carillon.users.domain.UserOp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One batch in one transaction. Where it need not be all or nothing, every step has a savepoint, to
 * which the transaction goes back when the step is refused. Users are added many at a time; what is
 * left out is tried alone, which tells why. Items are done in the order of the request; where two
 * batches wait for one another in a circle, the server lets one item fail, which may be repeated.
 */
final class BatchExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(BatchExecutor.class);
  private static final int CREATES_AT_ONCE = 200;

  private final SqlClient tx;
  private final Call call;
  private final boolean atomic;
  private final Creates creates;
  private final Changes changes;
  private final Deque<Supplier<Future<?>>> steps = new ArrayDeque<>();
  private @Nullable BatchOutcome[] outcomes = new @Nullable BatchOutcome[0];

  private record Numbered<T>(int index, T what) {}

  BatchExecutor(SqlClient tx, Call call, boolean atomic, Creates creates, Changes changes) {
    this.tx = tx;
    this.call = call;
    this.atomic = atomic;
    this.creates = creates;
    this.changes = changes;
  }

  /** All outcomes; where it is all or nothing, the first refusal, which undoes everything. */
  Future<BatchOutcomes> run(List<BatchEntry> entries) {
    outcomes = new @Nullable BatchOutcome[entries.size()];
    List<Numbered<Creates.New>> toAdd = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      int index = i;
      switch (entries.get(i)) {
        case BatchEntry.Refused(Failure why) -> refused(i, why);
        case BatchEntry.Valid(UserOp.Create(var user)) -> {
          toAdd.add(new Numbered<>(i, creates.prepare(call, user)));
          if (toAdd.size() == CREATES_AT_ONCE) {
            addSome(toAdd);
          }
        }
        case BatchEntry.Valid(UserOp op) -> {
          addSome(toAdd);
          steps.add(() -> attempt(index, () -> change(op)));
        }
      }
    }
    addSome(toAdd);
    Promise<Void> done = Promise.promise();
    next(done);
    return done.future().map(v -> summary());
  }

  /** A loop, not a chain: a thousand steps are not a thousand frames. */
  private void next(Promise<Void> done) {
    Supplier<Future<?>> step = steps.poll();
    if (step == null) {
      done.complete();
      return;
    }
    step.get()
        .onComplete(
            r -> {
              if (r.succeeded()) {
                next(done);
              } else {
                done.fail(r.cause());
              }
            });
  }

  /** Users that stand side by side in the request are added together. */
  private void addSome(List<Numbered<Creates.New>> toAdd) {
    List<Numbered<Creates.New>> some = List.copyOf(toAdd);
    toAdd.clear();
    if (some.isEmpty()) {
      return;
    }
    steps.add(
        () ->
            guarded(() -> Creates.some(tx, some.stream().map(Numbered::what).toList()))
                .recover(
                    e ->
                        refusal(e) == null
                            ? Future.failedFuture(e)
                            : Future.succeededFuture(Map.of()))
                .onSuccess(added -> afterSome(some, added)));
  }

  private void afterSome(List<Numbered<Creates.New>> some, Map<UUID, User> added) {
    for (Numbered<Creates.New> n : some.reversed()) {
      User user = added.get(n.what().id());
      if (user == null) {
        steps.addFirst(
            () ->
                attempt(
                    n.index(),
                    () ->
                        inside("/user", Creates.one(tx, n.what()))
                            .map(u -> new Changes.Changed(u, true))));
      } else {
        done(n.index(), new Changes.Changed(user, true));
      }
    }
  }

  private Future<?> attempt(int index, Supplier<Future<Changes.Changed>> work) {
    return guarded(work)
        .onSuccess(changed -> done(index, changed))
        .recover(
            e -> {
              Failure refusal = refusal(e);
              if (refusal == null) {
                return Future.failedFuture(e);
              }
              refused(index, refusal);
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
    return atomic ? work.get() : Savepoints.attempt(tx, work);
  }

  /** Fields as they stand in the item. */
  private static <T> Future<T> inside(String part, Future<T> change) {
    return change.recover(e -> Future.failedFuture(e instanceof Failure f ? f.within(part) : e));
  }

  private Future<Changes.Changed> change(UserOp op) {
    return switch (op) {
      case UserOp.Patch(var patch) -> inside("/patch", changes.patch(tx, call, patch));
      case UserOp.SetActive(var user, boolean active) -> changes.setActive(tx, call, user, active);
      case UserOp.Create create -> throw new IllegalStateException("added before");
    };
  }

  private void done(int index, Changes.Changed changed) {
    outcomes[index] =
        new BatchOutcome(
            index,
            changed.changed() ? "done" : "unchanged",
            changed.user().id(),
            changed.user().version(),
            null,
            null,
            null);
  }

  private void refused(int index, Failure why) {
    if (why.code() == FailureCode.INTERNAL) {
      LOG.error("Item {} of a batch failed", index, why.getCause());
    }
    if (atomic) {
      throw why.details().isEmpty()
          ? new Failure(
              why.code(),
              "/items/" + index + ": " + why.message(),
              List.of(new FieldError("/items/" + index, why.message())))
          : why.within("/items/" + index);
    }
    outcomes[index] =
        new BatchOutcome(
            index,
            "failed",
            null,
            null,
            why.code().label(),
            why.message(),
            why.details().isEmpty() ? null : why.details());
  }

  private BatchOutcomes summary() {
    List<BatchOutcome> all = Arrays.stream(outcomes).map(Objects::requireNonNull).toList();
    int failed = (int) all.stream().filter(o -> o.result().equals("failed")).count();
    return new BatchOutcomes(all.size() - failed, failed, all, false);
  }
}

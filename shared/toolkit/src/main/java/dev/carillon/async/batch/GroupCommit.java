package dev.carillon.async.batch;

import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Work;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets what arrives together be committed together: while some commits are under way, what comes in
 * is collected, and the next free commit takes all of it. One that could begin at once begins after
 * the work that its context has waiting, else the first of many callers would have a commit to
 * itself and the others would wait for that. There is no timer, and no delay where there is little
 * to do. (Group commit, as databases do it for their logs: DeWitt and others, "Implementation
 * Techniques for Main Memory Database Systems", 1984.)
 *
 * <pre>{@code
 * GroupCommit<String, Long> rows = new GroupCommit<>(vertx.getOrCreateContext(),
 *     new GroupCommit.Bounds(1, 256, 10_000), batch -> insertAll(batch));
 * Future<Long> row = rows.submit("text"); // completes after the commit that took it
 * }</pre>
 *
 * <p><b>Order</b>: commits begin in the order of arrival; with more than one at a time they may end
 * in another. <b>Threads</b>: safe from any, where it was made for a context: commits begin on
 * that, and a future completes on its caller's; one made with an executor lives on one context.
 * <b>Cancellation</b>: none; what was submitted is committed. <b>Failure</b>: each item has its own
 * outcome; a commit that fails as a whole fails all of its items, and what is too much fails with
 * {@link RejectedExecutionException}.
 */
public final class GroupCommit<I, O> {
  private final Executor inside;
  private final Executor later;
  private final Bounds bounds;
  private final ToIntFunction<I> weight;
  private final Function<List<I>, Future<List<Outcome<O>>>> commit;
  private final Deque<Submitted<I, O>> waiting = new ArrayDeque<>();
  private int commits;
  private long waitingWeight;
  private boolean scheduled;

  private record Submitted<I, O>(I item, int weight, Promise<O> done) {}

  /**
   * How much may be under way. Weights are counted in whatever unit the items' weights have; where
   * items have none, each weighs 1.
   *
   * @param commits commits at the same time
   * @param batch the weight at which a commit takes no more
   * @param waiting the weight of all that may wait for a commit
   * @param beside the weight that must wait before a commit begins beside another: few large
   *     commits cost less than many small ones
   */
  public record Bounds(int commits, int batch, long waiting, int beside) {
    /** Where a commit begins whenever one is free. */
    public Bounds(int commits, int batch, long waiting) {
      this(commits, batch, waiting, 1);
    }
  }

  /**
   * Makes group commits on one context, for callers that know none.
   *
   * @param context where commits begin
   */
  public record Factory(Context context) {
    /** For items of different weights; see the constructor of {@link GroupCommit}. */
    public <I, O> GroupCommit<I, O> create(
        Bounds bounds,
        ToIntFunction<I> weight,
        Function<List<I>, Future<List<Outcome<O>>>> commit) {
      return new GroupCommit<>(context, bounds, weight, commit);
    }
  }

  /**
   * For items that weigh the same.
   *
   * @param commit stores the items; one outcome for each, in their order
   */
  public GroupCommit(
      Context context, Bounds bounds, Function<List<I>, Future<List<Outcome<O>>>> commit) {
    this(context, bounds, item -> 1, commit);
  }

  /**
   * For items of different weights.
   *
   * @param weight what an item counts for, at least 1
   */
  public GroupCommit(
      Context context,
      Bounds bounds,
      ToIntFunction<I> weight,
      Function<List<I>, Future<List<Outcome<O>>>> commit) {
    this.inside = action -> context.runOnContext(v -> action.run());
    this.later = inside;
    this.bounds = bounds;
    this.weight = weight;
    this.commit = commit;
  }

  /**
   * For one who calls {@link #submit} on the same context always, and whose commits complete there:
   * nothing waits for a turn of the context but the beginning of a commit.
   *
   * @param later runs on that context what it is given, after the work of the moment
   */
  public GroupCommit(
      Executor later, Bounds bounds, Function<List<I>, Future<List<Outcome<O>>>> commit) {
    this.inside = Runnable::run;
    this.later = later;
    this.bounds = bounds;
    this.weight = item -> 1;
    this.commit = commit;
  }

  /** Hands an item over; completes with its outcome after its commit. */
  public Future<O> submit(I item) {
    Promise<O> done = Work.promise();
    Submitted<I, O> one = new Submitted<>(item, weight.applyAsInt(item), done);
    try {
      inside.execute(() -> enqueue(one));
    } catch (RejectedExecutionException closed) {
      Work.settle(done, Future.failedFuture(closed));
    }
    return done.future();
  }

  private void enqueue(Submitted<I, O> one) {
    if (waitingWeight + one.weight() > bounds.waiting()) {
      Work.settle(
          one.done(),
          Future.failedFuture(new RejectedExecutionException("too much waits to be stored")));
      return;
    }
    waiting.add(one);
    waitingWeight += one.weight();
    if (!scheduled && mayCommit()) { // else the end of a commit looks again
      schedule();
    }
  }

  private void schedule() {
    scheduled = true;
    try {
      later.execute(
          () -> {
            scheduled = false;
            commitAll();
          });
    } catch (RejectedExecutionException closed) {
      scheduled = false;
      List<Submitted<I, O>> stranded = List.copyOf(waiting);
      waiting.clear();
      waitingWeight = 0;
      fail(stranded, closed);
    }
  }

  private void commitAll() {
    while (mayCommit()) {
      commit();
    }
  }

  private boolean mayCommit() {
    boolean worthIt = commits == 0 || waitingWeight >= bounds.beside();
    return worthIt && commits < bounds.commits() && !waiting.isEmpty();
  }

  private void commit() {
    List<Submitted<I, O>> batch = new ArrayList<>();
    int taken = 0;
    while (!waiting.isEmpty() && taken < bounds.batch()) {
      Submitted<I, O> one = waiting.poll();
      taken += one.weight();
      batch.add(one);
    }
    waitingWeight -= taken;
    commits++;
    Work.begin(() -> commit.apply(batch.stream().map(Submitted::item).toList()))
        .onComplete(r -> comeBack(batch, r));
  }

  /** The outcomes are known, whether or not the context is still there to go on. */
  private void comeBack(List<Submitted<I, O>> batch, AsyncResult<List<Outcome<O>>> result) {
    try {
      inside.execute(() -> afterCommit(batch, result));
    } catch (RejectedExecutionException closed) {
      settle(batch, result);
    }
  }

  private void afterCommit(List<Submitted<I, O>> batch, AsyncResult<List<Outcome<O>>> result) {
    commits--;
    commitAll();
    settle(batch, result);
  }

  private static <I, O> void settle(
      List<Submitted<I, O>> batch, AsyncResult<List<Outcome<O>>> result) {
    List<Outcome<O>> outcomes = result.result();
    if (result.failed()) {
      fail(batch, result.cause());
    } else if (outcomes == null || outcomes.size() != batch.size()) {
      fail(batch, missing());
    } else {
      for (int i = 0; i < batch.size(); i++) {
        Work.settle(batch.get(i).done(), future(outcomes.get(i)));
      }
    }
  }

  private static <O> Future<O> future(@Nullable Outcome<O> outcome) {
    return switch (outcome) {
      case null -> Future.failedFuture(missing());
      case Outcome.Success<O>(O value) -> Future.succeededFuture(value);
      case Outcome.Failure<O>(Throwable cause) -> Future.failedFuture(cause);
    };
  }

  private static <I, O> void fail(List<Submitted<I, O>> batch, Throwable cause) {
    batch.forEach(one -> Work.settle(one.done(), Future.failedFuture(cause)));
  }

  private static IllegalStateException missing() {
    return new IllegalStateException("outcomes are missing");
  }
}

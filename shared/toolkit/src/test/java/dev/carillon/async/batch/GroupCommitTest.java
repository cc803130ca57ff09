package dev.carillon.async.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.task.Outcome;
import dev.carillon.testkit.LoopGuard;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class GroupCommitTest {
  private final Queue<List<Integer>> batches = new ConcurrentLinkedQueue<>();
  private final Queue<Promise<List<Outcome<String>>>> commits = new ConcurrentLinkedQueue<>();

  @Test
  void whatArrivesDuringACommitGoesWithTheNext(Vertx vertx) {
    GroupCommit<Integer, String> group = group(vertx, new GroupCommit.Bounds(1, 3, 100));
    List<Future<String>> all = submit(group, vertx, 1);
    all.addAll(submit(group, vertx, 2, 3, 4, 5));
    assertThat(batches).containsExactly(List.of(1));
    end(vertx, 1);
    assertThat(batches).containsExactly(List.of(1), List.of(2, 3, 4));
    end(vertx, 2);
    end(vertx, 3);
    assertThat(batches).containsExactly(List.of(1), List.of(2, 3, 4), List.of(5));
    assertThat(all.stream().map(f -> f.await())).containsExactly("v1", "v2", "v3", "v4", "v5");
  }

  @Test
  void whatArrivesTogetherGoesTogetherAndTheFirstDoesNotGoAlone(Vertx vertx) {
    GroupCommit<Integer, String> group = group(vertx, new GroupCommit.Bounds(1, 3, 100));
    submit(group, vertx, 1, 2, 3, 4, 5);
    assertThat(batches).containsExactly(List.of(1, 2, 3));
    end(vertx, 1);
    assertThat(batches).containsExactly(List.of(1, 2, 3), List.of(4, 5));
    end(vertx, 2);
  }

  @Test
  void aSecondCommitBeginsBesideTheFirstWhereEnoughWaits(Vertx vertx) {
    GroupCommit<Integer, String> group = group(vertx, new GroupCommit.Bounds(2, 3, 100, 2));
    submit(group, vertx, 1, 2, 3, 4);
    assertThat(batches).containsExactly(List.of(1, 2, 3)); // one is not enough
    submit(group, vertx, 5, 6, 7, 8, 9);
    assertThat(batches).containsExactly(List.of(1, 2, 3), List.of(4, 5, 6)); // and two at most
    end(vertx, 1);
    assertThat(batches).hasSize(3).last().isEqualTo(List.of(7, 8, 9));
    end(vertx, 2);
    end(vertx, 3);
  }

  @Test
  void whatComesAtOnceUsesEveryCommit(Vertx vertx) {
    GroupCommit<Integer, String> group = group(vertx, new GroupCommit.Bounds(2, 3, 100, 2));
    submit(group, vertx, 1, 2, 3, 4, 5, 6, 7);
    assertThat(batches).containsExactly(List.of(1, 2, 3), List.of(4, 5, 6));
    end(vertx, 1);
    end(vertx, 2);
    end(vertx, 3);
  }

  @Test
  void eachItemHasItsOwnOutcomeAndAFailedCommitFailsItsOwn(Vertx vertx) {
    GroupCommit<Integer, String> group = group(vertx, new GroupCommit.Bounds(1, 10, 100));
    List<Future<String>> all = submit(group, vertx, 1);
    all.addAll(submit(group, vertx, -2, 3));
    end(vertx, 1);
    settle(vertx, Future.failedFuture(new IllegalStateException("all of them")));
    all.addAll(submit(group, vertx, 4));
    end(vertx, 3);
    await(all);
    assertThat(all.stream().map(f -> f.succeeded() ? f.result() : f.cause().getMessage()))
        .containsExactly("v1", "all of them", "all of them", "v4");
    List<Future<String>> own = submit(group, vertx, 5);
    own.addAll(submit(group, vertx, -6, 7));
    end(vertx, 4);
    end(vertx, 5);
    await(own);
    assertThat(own.stream().map(f -> f.succeeded() ? f.result() : f.cause().getMessage()))
        .containsExactly("v5", "negative", "v7");
  }

  @Test
  void whatIsTooMuchIsRefusedAtOnce(Vertx vertx) {
    GroupCommit<Integer, String> group =
        new GroupCommit<>(
            vertx.getOrCreateContext(),
            new GroupCommit.Bounds(1, 50, 100),
            item -> 40,
            this::commit);
    List<Future<String>> all = submit(group, vertx, 1);
    all.addAll(submit(group, vertx, 2, 3, 4));
    assertThat(all.get(3).cause()).isInstanceOf(RejectedExecutionException.class);
    end(vertx, 1);
    end(vertx, 2);
    assertThat(batches).containsExactly(List.of(1), List.of(2, 3));
    assertThat(all.get(2).await()).isEqualTo("v3");
  }

  @Test
  void aCommitThatForgetsAnOutcomeOrThrowsFailsItsItems(Vertx vertx) {
    GroupCommit<Integer, String> forgets =
        new GroupCommit<>(
            vertx.getOrCreateContext(),
            new GroupCommit.Bounds(1, 10, 100),
            items -> Future.succeededFuture(List.of()));
    GroupCommit<Integer, String> throwing =
        new GroupCommit<>(
            vertx.getOrCreateContext(),
            new GroupCommit.Bounds(1, 10, 100),
            items -> {
              throw new IllegalStateException("thrown");
            });
    List<Future<String>> all = submit(forgets, vertx, 1);
    all.addAll(submit(throwing, vertx, 1, 2));
    await(all);
    assertThat(all).allMatch(Future::failed);
  }

  private GroupCommit<Integer, String> group(Vertx vertx, GroupCommit.Bounds limits) {
    return new GroupCommit<>(vertx.getOrCreateContext(), limits, this::commit);
  }

  private Future<List<Outcome<String>>> commit(List<Integer> items) {
    batches.add(items);
    Promise<List<Outcome<String>>> commit = Promise.promise();
    commits.add(commit);
    return commit.future();
  }

  /** All of them in one turn of the loop. */
  private static List<Future<String>> submit(
      GroupCommit<Integer, String> group, Vertx vertx, int... items) {
    List<Future<String>> all = new ArrayList<>();
    onLoop(vertx, () -> IntStream.of(items).forEach(i -> all.add(group.submit(i))));
    onLoop(vertx, () -> {}); // each has come
    onLoop(vertx, () -> {}); // and what they begin has begun
    return all;
  }

  /** Ends the commit under way, which is the n-th. */
  private void end(Vertx vertx, int number) {
    List<Outcome<String>> outcomes =
        List.copyOf(batches).get(number - 1).stream().map(GroupCommitTest::outcome).toList();
    settle(vertx, Future.succeededFuture(outcomes));
  }

  private static Outcome<String> outcome(int item) {
    return item < 0
        ? new Outcome.Failure<>(new IllegalArgumentException("negative"))
        : new Outcome.Success<>("v" + item);
  }

  private void settle(Vertx vertx, Future<List<Outcome<String>>> result) {
    onLoop(vertx, () -> commits.remove().handle(result));
    onLoop(vertx, () -> {});
  }

  private static void await(List<Future<String>> all) {
    Future.join(all).transform(r -> Future.succeededFuture()).await();
  }

  private static void onLoop(Vertx vertx, Runnable action) {
    Promise<Void> done = Promise.promise();
    vertx
        .getOrCreateContext()
        .runOnContext(
            v -> {
              action.run();
              done.complete();
            });
    done.future().await();
  }
}

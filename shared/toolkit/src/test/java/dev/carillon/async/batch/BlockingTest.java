package dev.carillon.async.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.task.Cancellation;
import dev.carillon.testkit.LoopGuard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class BlockingTest {
  private static <T> T await(Future<T> future) throws java.util.concurrent.TimeoutException {
    return future.await(30, TimeUnit.SECONDS);
  }

  private static <T> T awaitUnchecked(Future<T> future) {
    try {
      return await(future);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Each waits for the other: one thread alone would never end. */
  @Test
  void severalPiecesRunAtOnceOnNamedThreads(Vertx vertx) throws Exception {
    Blocking pool = new Blocking("two", vertx, 2, 0);
    CountDownLatch both = new CountDownLatch(2);
    Future<String> first = pool.run(() -> meet(both));
    Future<String> second = pool.run(() -> meet(both));
    assertThat(awaitUnchecked(first)).startsWith("two");
    assertThat(awaitUnchecked(second)).startsWith("two");
    awaitUnchecked(pool.close());
  }

  private static String meet(CountDownLatch both) throws InterruptedException {
    both.countDown();
    assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();
    return Thread.currentThread().getName();
  }

  @Test
  void moreThanItsBoundIsRefusedAtOnceAndNotLost(Vertx vertx) {
    Blocking pool = new Blocking("bounded", vertx, 1, 1);
    CountDownLatch go = new CountDownLatch(1);
    Future<Boolean> running = pool.run(() -> go.await(30, TimeUnit.SECONDS));
    Future<String> waiting = pool.run(() -> "waited");
    Future<String> refused = pool.run(() -> "never");
    assertThat(refused.cause()).isInstanceOf(RejectedExecutionException.class);
    go.countDown();
    assertThat(awaitUnchecked(running)).isTrue();
    assertThat(awaitUnchecked(waiting)).isEqualTo("waited");
    assertThat(pool.size()).isZero();
    assertThatThrownBy(() -> new Blocking("none", vertx, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void workThatIsCancelledBeforeItBeginsDoesNotBegin(Vertx vertx) {
    Blocking pool = new Blocking("cancelled", vertx, 1, 5);
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean began = new AtomicBoolean();
    Cancellation cancellation = new Cancellation();
    pool.run(() -> go.await(30, TimeUnit.SECONDS));
    Future<Void> second =
        pool.run(
            cancellation,
            () -> {
              began.set(true);
              return null;
            });
    cancellation.cancel();
    go.countDown();
    assertThatThrownBy(() -> await(second)).isInstanceOf(CancellationException.class);
    assertThat(began).isFalse();
  }

  @Test
  void whatIsInsideEndsBeforeThePoolDoes(Vertx vertx) throws Exception {
    Blocking pool = new Blocking("closing", vertx, 1, 5);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Future<Boolean> running =
        pool.run(
            () -> {
              begun.countDown();
              return go.await(30, TimeUnit.SECONDS);
            });
    Future<String> waiting = pool.run(() -> "waited");
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    Future<Void> closed = pool.close();
    assertThat(pool.run(() -> 1).cause())
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("closing is closed");
    go.countDown();
    awaitUnchecked(closed);
    assertThat(awaitUnchecked(running)).as("not interrupted").isTrue();
    assertThat(awaitUnchecked(waiting)).isEqualTo("waited");
    awaitUnchecked(pool.close());
  }

  @Test
  void whatDoesNotEndFailsWithThePool(Vertx vertx) {
    Blocking pool = new Blocking("stuck", vertx, 1, 5);
    CountDownLatch never = new CountDownLatch(1);
    Future<Boolean> running = pool.run(() -> never.await(1, TimeUnit.HOURS));
    Future<String> waiting = pool.run(() -> "never");
    awaitUnchecked(pool.close(Duration.ofMillis(20)));
    assertThatThrownBy(() -> await(running)).isInstanceOf(Exception.class);
    assertThatThrownBy(() -> await(waiting))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("stuck was closed before this had ended");
    assertThat(pool.size()).isZero();
  }

  @Test
  void aThrowIsAFailureAndTheResultComesBackOnTheCallersContext(Vertx vertx) {
    Blocking pool = new Blocking("context", vertx, 1, 5);
    Future<Void> failed =
        pool.run(
            () -> {
              throw new java.io.IOException("disk");
            });
    assertThatThrownBy(() -> await(failed)).hasMessageContaining("disk");
    CompletableFuture<Boolean> same = new CompletableFuture<>();
    vertx.runOnContext(
        v -> {
          Thread loop = Thread.currentThread();
          pool.run(() -> 1).onComplete(r -> same.complete(Thread.currentThread() == loop));
        });
    assertThat(same.join()).isTrue();
  }
}

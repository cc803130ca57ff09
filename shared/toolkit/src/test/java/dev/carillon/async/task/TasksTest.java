package dev.carillon.async.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.AsyncQueue;
import dev.carillon.async.sync.Wait;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class TasksTest {
  private final ManualTimers timers = new ManualTimers();
  private final ManualClock clock = new ManualClock();
  private final Tasks tasks = new Tasks(clock);

  @Test
  void whatRunsIsListedWithWhatItWaitsFor() {
    AsyncLock lock = new AsyncLock("books", timers, clock);
    AsyncQueue<Integer> queue = AsyncQueue.fifo("jobs", 1, timers);
    lock.acquire();
    tasks.start("writer", "ada", c -> lock.acquire(Wait.until(c)));
    tasks.start(
        "reader",
        "bob",
        c ->
            Task.start("inner", c, d -> queue.get(Wait.until(d)))
                .future()
                .compose(item -> Sleep.of(Duration.ofSeconds(9), timers, c)));
    clock.advance(Duration.ofSeconds(3));
    List<TaskInfo> all = tasks.list();
    assertThat(all).extracting(TaskInfo::name).containsExactly("writer", "reader");
    assertThat(all).extracting(TaskInfo::owner).containsExactly("ada", "bob");
    assertThat(all).extracting(TaskInfo::age).containsOnly(Duration.ofSeconds(3));
    assertThat(all.get(0).waitsFor()).containsExactly("lock books");
    assertThat(all.get(1).waitsFor()).containsExactly("an item of jobs");
    queue.put(1);
    assertThat(tasks.list().get(1).waitsFor()).containsExactly("the end of 9 s");
  }

  @Test
  void whatHasEndedIsRememberedForAWhileWithItsEnd() {
    Promise<Void> work = Promise.promise();
    tasks.start("good", "me", c -> work.future());
    tasks.start("bad", "me", c -> Future.failedFuture(new IllegalStateException("no")));
    List<TaskInfo> before = tasks.list();
    assertThat(before).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    work.complete();
    clock.advance(Duration.ofSeconds(5));
    TaskInfo good = tasks.find(before.get(0).id()).orElseThrow();
    assertThat(good.state()).isEqualTo(Task.State.SUCCEEDED);
    assertThat(good.age()).isEqualTo(Duration.ofSeconds(1));
    assertThat(tasks.list()).isEmpty();
    for (int i = 0; i < Tasks.REMEMBERED; i++) {
      tasks.start("filler", "me", c -> Future.succeededFuture());
    }
    assertThat(tasks.find(good.id())).isEmpty();
  }

  @Test
  void aTaskIsCancelledByItsIdAndSaysWhy() {
    Task<Void> task = tasks.start("sleeper", "me", c -> Sleep.of(Duration.ofSeconds(1), timers, c));
    TaskInfo info = tasks.list().get(0);
    assertThat(tasks.cancel(info.id(), "not needed")).isTrue();
    assertThat(task.future().cause()).hasMessage("not needed");
    assertThat(tasks.find(info.id()).orElseThrow().state()).isEqualTo(Task.State.CANCELLED);
    assertThat(tasks.cancel(info.id(), "again")).isFalse();
    assertThat(tasks.whenEnded(info.id()).succeeded()).isTrue();
  }

  @Test
  void aParentsCancellationReachesATaskOfTheRegistry() {
    Cancellation request = new Cancellation();
    Task<Void> task =
        tasks.start("sleeper", "me", request, c -> Sleep.of(Duration.ofSeconds(1), timers, c));
    request.cancel("the client left");
    assertThat(task.isCancelled()).isTrue();
    assertThat(tasks.list()).isEmpty();
  }

  @Test
  void aPartOfAServiceIsListedAndCannotBeCancelled() {
    Cancellation.Registration part = tasks.part("relay", "service", () -> "work");
    TaskInfo info = tasks.list().get(0);
    assertThat(info.cancellable()).isFalse();
    assertThat(info.waitsFor()).containsExactly("work");
    assertThat(tasks.cancel(info.id(), "no")).isFalse();
    part.remove();
    assertThat(tasks.list()).isEmpty();
  }

  @Test
  void oneTooManyIsNotBegun() {
    List<Promise<Void>> running = new ArrayList<>();
    for (int i = 0; i < Tasks.MAX_RUNNING; i++) {
      Promise<Void> work = Promise.promise();
      running.add(work);
      tasks.start("one of many", "me", c -> work.future());
    }
    Task<Void> refused =
        tasks.start(
            "refused",
            "me",
            c -> {
              throw new AssertionError("it began");
            });
    assertThat(refused.future().cause()).isInstanceOf(RejectedExecutionException.class);
    running.get(0).complete();
    assertThat(tasks.start("next", "me", c -> Future.succeededFuture()).future().succeeded())
        .isTrue();
  }

  /** A parent that lives long must not remember those who have ended. */
  @Test
  void aLongLivedParentForgetsTasksThatHaveEnded() {
    Cancellation process = new Cancellation();
    List<String> cancelled = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Promise<Void> work = Promise.promise();
      Task<Void> task =
          Task.start(
              "short",
              process,
              c -> {
                c.onCancel(() -> cancelled.add("told"));
                return work.future();
              });
      work.complete();
      assertThat(task.future().succeeded()).isTrue();
    }
    process.cancel();
    assertThat(cancelled).isEmpty();
  }
}

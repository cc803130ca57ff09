package dev.carillon.async.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.LoopGuard;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class LoopTimeoutTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(5);

  private Context context;

  @BeforeEach
  void make(Vertx vertx) {
    context = vertx.getOrCreateContext();
  }

  @Test
  void theTimeRunsOnTheLoopOfTheCaller() throws Exception {
    AtomicReference<Thread> caller = new AtomicReference<>();
    AtomicReference<Thread> clock = new AtomicReference<>();
    Future<Throwable> failed =
        onLoop(
            () -> {
              caller.set(Thread.currentThread());
              return Timers.within(
                      Promise.promise().future(),
                      SHORT,
                      () -> {
                        clock.set(Thread.currentThread());
                        return new IllegalStateException("late");
                      })
                  .<Throwable>map(v -> null)
                  .otherwise(e -> e);
            });
    assertThat(failed.await(30, TimeUnit.SECONDS)).hasMessage("late");
    assertThat(clock.get()).isSameAs(caller.get());
  }

  @Test
  void whatEndsOnAnotherThreadComesBackToTheCaller() throws Exception {
    Promise<String> work = Promise.promise();
    Future<Context> end =
        onLoop(
            () ->
                Future.<Context>future(
                    seen ->
                        Timers.within(work.future(), LONG)
                            .onComplete(r -> seen.complete(Vertx.currentContext()))));
    work.complete("from the thread of the test");
    assertThat(end.await(30, TimeUnit.SECONDS)).isSameAs(context);
  }

  @Test
  void atCompletionTheTimerIsTakenBack() throws Exception {
    int before = onLoop(this::timers).await(30, TimeUnit.SECONDS);
    List<Promise<String>> works =
        IntStream.range(0, 100).mapToObj(i -> Promise.<String>promise()).toList();
    Future<Integer> running =
        onLoop(
            () -> {
              List<Future<String>> limited =
                  works.stream().map(w -> Timers.within(w.future(), LONG)).toList();
              int waiting = timers().result();
              works.forEach(w -> w.complete("in time"));
              return Future.all(limited).map(waiting);
            });
    assertThat(running.await(30, TimeUnit.SECONDS)).isEqualTo(before + 100);
    assertThat(onLoop(this::timers).await(30, TimeUnit.SECONDS)).isEqualTo(before);
  }

  @Test
  void workThatHasEndedIsGivenBack() {
    Future<String> done = Future.succeededFuture("done");
    assertThat(Timers.within(done, LONG)).isSameAs(done);
  }

  @Test
  void whoHasNoLoopIsTimedAsWell() {
    Future<Object> late = Timers.within(Promise.promise().future(), SHORT);
    assertThat(late.otherwise(e -> e).await())
        .isInstanceOf(TimeoutException.class)
        .hasToString("java.util.concurrent.TimeoutException: No end within 5 ms");
  }

  @Test
  void workThatEndsBeforeItsTimeBeganIsNotKeptForAllThatTime() throws Exception {
    GlobalEventExecutor loop = GlobalEventExecutor.INSTANCE;
    Promise<String> work = Promise.promise();
    CountDownLatch asked = new CountDownLatch(1);
    int before = loop.submit(() -> TimingWheel.of(loop).size()).get(30, TimeUnit.SECONDS);
    java.util.concurrent.Future<Boolean> ended =
        loop.submit(() -> asked.await(30, TimeUnit.SECONDS) && work.tryComplete("early"));
    Future<String> limited = Timers.within(work.future(), LONG);
    asked.countDown();
    assertThat(ended.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(limited.await(30, TimeUnit.SECONDS)).isEqualTo("early");
    assertThat(loop.submit(() -> TimingWheel.of(loop).size()).get(30, TimeUnit.SECONDS))
        .isEqualTo(before);
  }

  @Test
  void theFailureOfTheWorkIsItsOwn() {
    Promise<String> work = Promise.promise();
    Future<String> limited = Timers.within(work.future(), LONG);
    work.fail("its own");
    assertThat(limited.cause()).hasMessage("its own");
  }

  private <T> Future<T> onLoop(Callable<Future<T>> action) {
    Promise<T> end = Promise.promise();
    context.runOnContext(
        v -> {
          try {
            action.call().onComplete(end);
          } catch (Exception e) {
            end.fail(e);
          }
        });
    return end.future();
  }

  /** How many wait on this loop; to be asked on it. */
  private Future<Integer> timers() {
    return Future.succeededFuture(
        TimingWheel.of(((ContextInternal) context).nettyEventLoop()).size());
  }
}

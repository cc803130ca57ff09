package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.batch.Blocking;
import dev.carillon.async.batch.Resource;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Gather;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Shield;
import dev.carillon.async.task.Sleep;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.TaskGroup;
import dev.carillon.async.task.Tasks;
import dev.carillon.async.task.Timeouts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What running work is promised: how it ends, is cancelled, released, placed and listed. */
class WorkCounterexampleTest extends CounterexampleFixture {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TestFactory
  Stream<DynamicTest> aGroupEndsAfterTheCleanUpOfItsTasks() {
    return promise(
        "task group",
        work ->
            TaskGroup.run(
                "group",
                new Cancellation(),
                g -> {
                  work.forEach(w -> g.start("task", w));
                  return done();
                }),
        work -> Future.all(work.stream().map(w -> w.apply(new Cancellation())).toList()).mapEmpty(),
        (Function<List<Function<Cancellation, Future<Void>>>, Future<Void>> group) -> {
          Future<Void> ended =
              group.apply(
                  List.of(
                      c -> crashAfter(5, c, "bad"),
                      c -> sleep(50, c).eventually(() -> sleep(10, new Cancellation()))));
          pass(5);
          pending(ended);
          pass(10);
          assertThat(ended.failed()).isTrue();
        });
  }

  @TestFactory
  Stream<DynamicTest> aGatheringHidesNoOutcomeBehindAFailure() {
    Function<List<Future<Integer>>, Future<List<Outcome<Integer>>>> allOrNothing =
        work ->
            Future.all(work).map(all -> work.stream().<Outcome<Integer>>map(Outcome::of).toList());
    return promise(
        "gather",
        Gather::settled,
        allOrNothing,
        gather -> {
          Future<List<Outcome<Integer>>> outcomes =
              gather.apply(List.of(Future.failedFuture("no"), Future.succeededFuture(2)));
          succeeded(outcomes);
          assertThat(outcomes.result().get(1)).isEqualTo(new Outcome.Success<>(2));
        });
  }

  @TestFactory
  Stream<DynamicTest> aShieldKeepsTheWorkAlive() {
    BiFunction<Task<Void>, Cancellation, Future<Void>> passedOn =
        (task, waiter) -> {
          waiter.onCancel(task::cancel);
          return task.future();
        };
    return promise(
        "shield",
        (task, waiter) -> Shield.of(task.future(), waiter),
        passedOn,
        shield -> {
          Task<Void> work = Task.start("work", c -> sleep(10, c));
          Cancellation waiter = new Cancellation();
          Future<Void> outer = shield.apply(work, waiter);
          waiter.cancel();
          cancelled(outer);
          pass(10);
          succeeded(work.future());
        });
  }

  @TestFactory
  Stream<DynamicTest> aTimeOutWaitsForTheCleanUp() {
    Function<Function<Cancellation, Future<Void>>, Future<Void>> impatient =
        body -> {
          Cancellation cancellation = new Cancellation();
          Promise<Void> promise = Promise.promise();
          body.apply(cancellation).onComplete(r -> promise.tryComplete());
          timers.after(Duration.ofMillis(5), () -> promise.tryFail("late"));
          return promise.future();
        };
    return promise(
        "time-out",
        body -> Timeouts.within(Duration.ofMillis(5), timers, body),
        impatient,
        within -> {
          Future<Void> result =
              within.apply(c -> sleep(50, c).eventually(() -> sleep(10, new Cancellation())));
          pass(5);
          pending(result);
        });
  }

  @TestFactory
  Stream<DynamicTest> aCancelledSleepLeavesNoTimer() {
    Function<Cancellation, Future<Void>> forgetful =
        c -> {
          Promise<Void> over = Promise.promise();
          timers.after(SECOND, over::tryComplete);
          c.onCancel(() -> over.tryFail(c.exception()));
          return over.future();
        };
    return promise(
        "sleep",
        c -> Sleep.of(SECOND, timers, c),
        forgetful,
        sleep -> {
          Cancellation cancellation = new Cancellation();
          Future<Void> sleeping = sleep.apply(cancellation);
          cancellation.cancel();
          cancelled(sleeping);
          assertThat(timers.size()).isZero();
        });
  }

  @TestFactory
  Stream<DynamicTest> aChildsCancellationDoesNotReachItsParent() {
    return promise(
        "cancellation",
        Cancellation::child,
        Function.<Cancellation>identity(),
        makeChild -> {
          Cancellation parent = new Cancellation();
          makeChild.apply(parent).cancel();
          assertThat(parent.isCancelled()).isFalse();
        });
  }

  /** A resource that is acquired, used by what is given, and released. */
  @TestFactory
  Stream<DynamicTest> aResourceIsReleasedAlsoWhenItsUseThrows() {
    Function<Function<String, Future<Void>>, Future<Void>> onlyWhenAllIsWell =
        use -> Future.succeededFuture("r").compose(use).onSuccess(v -> log.add("released"));
    return promise(
        "resource",
        use ->
            Resource.using(
                () -> Future.succeededFuture("r"),
                r -> {
                  log.add("released");
                  return done();
                },
                use),
        onlyWhenAllIsWell,
        using -> {
          begun(
              using.apply(
                  r -> {
                    throw new Crash("use");
                  }));
          assertThat(log).containsExactly("released");
        });
  }

  @TestFactory
  Stream<DynamicTest> aBlockingPoolThatIsFullRefusesAtOnce() {
    Vertx vertx = Vertx.vertx();
    Blocking pool = new Blocking("counterexample", vertx, 1, 0);
    return promise(
            "blocking",
            work -> pool.run(work),
            work -> vertx.executeBlocking(work, false),
            (Function<Callable<Boolean>, Future<Boolean>> run) -> {
              CountDownLatch go = new CountDownLatch(1);
              try {
                pending(run.apply(() -> go.await(30, TimeUnit.SECONDS)));
                assertThat(run.apply(() -> true).failed()).isTrue();
              } finally {
                go.countDown();
              }
            })
        .onClose(vertx::close);
  }

  /** Starts work, and says what runs. */
  private record Registry(Consumer<Future<Void>> start, Supplier<List<?>> running) {}

  @TestFactory
  Stream<DynamicTest> aRegistryForgetsWhatHasEnded() {
    Tasks tasks = new Tasks(clock);
    List<Task<Void>> everything = new ArrayList<>();
    return promise(
        "tasks",
        new Registry(work -> begun(tasks.start("t", "me", c -> work).future()), tasks::list),
        new Registry(work -> everything.add(Task.start("t", c -> work)), () -> everything),
        registry -> {
          Promise<Void> work = Promise.promise();
          registry.start.accept(work.future());
          assertThat(registry.running.get()).hasSize(1);
          work.complete();
          assertThat(registry.running.get()).isEmpty();
        });
  }
}

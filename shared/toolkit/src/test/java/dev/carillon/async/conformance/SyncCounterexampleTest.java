package dev.carillon.async.conformance;

import dev.carillon.async.sync.AsyncBarrier;
import dev.carillon.async.sync.AsyncCondition;
import dev.carillon.async.sync.AsyncEvent;
import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.task.Cancellation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What primitives that suspend promise: who is woken, and who counts. */
class SyncCounterexampleTest extends CounterexampleFixture {
  /** Waits; is woken by the runnable. */
  private record Waking(Supplier<Future<Void>> await, Runnable wake) {}

  @TestFactory
  Stream<DynamicTest> anEventThatIsClearedAtOnceHasWokenThoseWhoWaited() {
    AsyncEvent event = new AsyncEvent("event", timers);
    boolean[] flag = {false};
    return promise(
        "event",
        new Waking(
            event::await,
            () -> {
              event.set();
              event.clear();
            }),
        new Waking(
            () ->
                sleep(1, new Cancellation())
                    .compose(v -> flag[0] ? done() : Future.failedFuture("not set")),
            () -> {
              flag[0] = true;
              flag[0] = false;
            }),
        waking -> {
          Future<Void> waiter = waking.await.get();
          waking.wake.run();
          pass(1);
          succeeded(waiter);
        });
  }

  @TestFactory
  Stream<DynamicTest> aConditionWakesWhoWaitedLongest() {
    AsyncLock lock = new AsyncLock("lock", timers, clock);
    AsyncCondition condition = new AsyncCondition("condition", lock);
    List<Promise<Void>> stack = new ArrayList<>();
    return promise(
        "condition",
        new Waking(
            () -> lock.withLock(() -> condition.await(until(new Cancellation()))),
            () ->
                lock.withLock(
                    () -> {
                      condition.notify(1);
                      return done();
                    })),
        new Waking(
            () -> {
              Promise<Void> waiter = Promise.promise();
              stack.add(waiter);
              return waiter.future();
            },
            () -> stack.remove(stack.size() - 1).complete()),
        waking -> {
          Future<Void> first = waking.await.get();
          Future<Void> second = waking.await.get();
          waking.wake.run();
          succeeded(first);
          pending(second);
        });
  }

  @TestFactory
  Stream<DynamicTest> aBarrierDoesNotCountThoseWhoLeft() {
    AsyncBarrier barrier = new AsyncBarrier("barrier", 2, timers);
    List<Promise<Void>> arrived = new ArrayList<>();
    return promise(
        "barrier",
        c -> barrier.await(until(c)).mapEmpty(),
        c -> {
          Promise<Void> party = Promise.promise();
          arrived.add(party);
          c.onCancel(() -> party.tryFail(c.exception())); // and still counts
          if (arrived.size() == 2) {
            arrived.forEach(Promise::tryComplete);
          }
          return party.future();
        },
        (Function<Cancellation, Future<Void>> await) -> {
          Cancellation leaving = new Cancellation();
          begun(await.apply(leaving));
          leaving.cancel();
          pending(await.apply(new Cancellation()));
        });
  }
}

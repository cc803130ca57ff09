package dev.carillon.async.conformance;

import dev.carillon.async.sync.AsyncBarrier;
import dev.carillon.async.sync.AsyncCondition;
import dev.carillon.async.sync.AsyncEvent;
import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.AsyncQueue;
import dev.carillon.async.sync.AsyncSemaphore;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.sync.WaitTimeoutException;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Gather;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Shield;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.TaskGroup;
import dev.carillon.async.task.TaskGroupException;
import dev.carillon.async.task.Timeouts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The interpreter of {@link DifferentialTest}'s programs; differential.py is its twin. */
final class Program extends Fixture {
  private static final int END = 3_000;

  private final JsonArray tasks;
  private final boolean ownLimits;
  private final int slots;
  private final List<String> trace = new ArrayList<>();
  private final List<Task<String>> current = new ArrayList<>();
  private final List<AsyncLock> locks =
      List.of(new AsyncLock("0", timers, clock), new AsyncLock("1", timers, clock));
  private final int[] holders = {-1, -1};
  private final AsyncSemaphore semaphore = AsyncSemaphore.of("semaphore", 2, timers);
  private final List<AsyncQueue<Integer>> queues =
      List.of(
          AsyncQueue.fifo("fifo", 2, timers),
          AsyncQueue.lifo("lifo", 2, timers),
          AsyncQueue.priority("priority", 2, Comparator.naturalOrder(), timers));
  private final AsyncEvent event = new AsyncEvent("event", timers);
  private final AsyncLock guard = new AsyncLock("guard", timers, clock);
  private final AsyncCondition condition = new AsyncCondition("condition", guard);
  private final AsyncBarrier barrier = new AsyncBarrier("barrier", 2, timers);
  private long now;

  /**
   * A program.
   *
   * @param ownLimits whether waits are limited by the primitives themselves or from outside
   */
  Program(JsonObject spec, boolean ownLimits) {
    this.tasks = spec.getJsonArray("tasks");
    this.ownLimits = ownLimits;
    this.slots = tasks.size();
    for (int i = 0; i < slots; i++) {
      current.add(null);
    }
  }

  List<String> run() {
    for (int me = 0; me < slots; me++) {
      next(me, 0);
    }
    for (; now < END; now++) {
      pass(1);
    }
    return trace;
  }

  private void next(int me, int number) {
    JsonArray ops = tasks.getJsonArray(me);
    if (number == ops.size()) {
      return;
    }
    long at = clock.nanos() / 1_000_000;
    long rest = Math.floorMod(me - at, slots);
    timers.after(Duration.ofMillis(rest == 0 ? slots : rest), () -> act(me, number));
  }

  private void act(int me, int number) {
    JsonObject op = tasks.getJsonArray(me).getJsonObject(number);
    Task<String> task = Task.start("op", c -> op(me, op, c));
    current.set(me, task.future().isComplete() ? null : task);
    task.future()
        .onComplete(
            r -> {
              current.set(me, null);
              String outcome = r.succeeded() ? r.result() : outcome(r.cause());
              trace.add(
                  (clock.nanos() / 1_000_000)
                      + " "
                      + me
                      + "."
                      + number
                      + " "
                      + op.getString("op")
                      + " "
                      + outcome);
              next(me, number + 1);
            });
  }

  private static String outcome(Throwable failure) {
    return switch (failure) {
      case CancellationException e -> "cancelled";
      case TimeoutException e -> "timeout";
      case WaitTimeoutException e -> "timeout";
      case TaskGroupException e ->
          e.failures().stream()
              .map(Throwable::getMessage)
              .sorted()
              .collect(Collectors.joining(" ", "failed ", ""));
      case IllegalStateException e -> "error";
      default -> throw new AssertionError(failure);
    };
  }

  private Future<String> op(int me, JsonObject op, Cancellation c) {
    int which = op.getInteger("which", 0);
    return switch (op.getString("op")) {
      case "acquire" ->
          holders[which] == me
              ? Future.succeededFuture("held")
              : limited(op, c, locks.get(which)::acquire)
                  .onSuccess(v -> holders[which] = me)
                  .map("ok");
      case "release" -> release(me, which);
      case "permit" -> limited(op, c, semaphore::acquire).map("ok");
      case "return" -> now(semaphore::release);
      case "put" -> limited(op, c, w -> queues.get(which).put(op.getInteger("item"), w)).map("ok");
      case "get" -> limited(op, c, queues.get(which)::get).map(item -> "got " + item);
      case "done" -> now(queues.get(which)::taskDone);
      case "join" -> limited(op, c, queues.get(which)::join).map("ok");
      case "set" -> now(event::set);
      case "clear" -> now(event::clear);
      case "wait" -> limited(op, c, event::await).map("ok");
      case "condition" ->
          guard.withLock(until(c), () -> limited(op, c, condition::await)).map("ok");
      case "notify" ->
          guard.withLock(until(c), () -> now(() -> condition.notify(op.getInteger("item"))));
      case "barrier" -> limited(op, c, barrier::await).map("ok");
      case "cancel" -> cancel(me, which);
      default -> timed(op, c);
    };
  }

  private Future<String> timed(JsonObject op, Cancellation c) {
    return switch (op.getString("op")) {
      case "within" -> fromOutside(op, c, d -> sleep(steps(op), d)).map("ok");
      case "shield" ->
          fromOutside(op, c, d -> Shield.of(sleep(steps(op), new Cancellation()), d)).map("ok");
      case "group" ->
          TaskGroup.run(
              "group",
              c,
              group -> {
                children(op).forEach(child -> group.start("child", d -> child(child, d)));
                return Future.succeededFuture("ok");
              });
      case "gather" ->
          Gather.settled(
                  children(op).stream()
                      .map(child -> Task.start("child", c, d -> child(child, d)).future())
                      .toList())
              .map(
                  outcomes -> {
                    c.check();
                    return outcomes.stream().map(Program::text).collect(Collectors.joining(" "));
                  });
      default -> throw new AssertionError(op);
    };
  }

  private long steps(JsonObject op) {
    return (long) op.getInteger("item") * slots;
  }

  private static List<JsonObject> children(JsonObject op) {
    return op.getJsonArray("children").stream().map(JsonObject.class::cast).toList();
  }

  private Future<Integer> child(JsonObject child, Cancellation c) {
    int after = child.getInteger("after");
    return sleep((long) after * slots, c)
        .compose(
            v ->
                child.getBoolean("fails")
                    ? Future.failedFuture(new Crash(Integer.toString(after)))
                    : Future.succeededFuture(after));
  }

  private static String text(Outcome<Integer> outcome) {
    return switch (outcome) {
      case Outcome.Success<Integer>(Integer value) -> value.toString();
      case Outcome.Failure<Integer>(Throwable cause) -> cause.getMessage();
    };
  }

  private Future<String> release(int me, int which) {
    if (holders[which] != me) {
      return Future.succeededFuture("not held");
    }
    holders[which] = -1;
    return now(locks.get(which)::release);
  }

  private Future<String> cancel(int me, int which) {
    Task<String> target = current.get(which);
    if (target == null || which == me) {
      return Future.succeededFuture("nothing");
    }
    target.cancel();
    return Future.succeededFuture("ok");
  }

  private static Future<String> now(Runnable action) {
    action.run();
    return Future.succeededFuture("ok");
  }

  private <T> Future<T> limited(JsonObject op, Cancellation c, Function<Wait, Future<T>> wait) {
    Integer limit = op.getInteger("limit");
    if (limit != null && ownLimits) {
      return wait.apply(until(c).limitedTo(Duration.ofMillis(limit)));
    }
    return fromOutside(op, c, d -> wait.apply(until(d)));
  }

  private <T> Future<T> fromOutside(
      JsonObject op, Cancellation c, Function<Cancellation, Future<T>> work) {
    Integer limit = op.getInteger("limit");
    return limit == null
        ? work.apply(c)
        : Timeouts.within(Duration.ofMillis(limit), timers, Task.start("limited", c, work));
  }
}

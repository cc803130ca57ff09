package dev.carillon.async.conformance;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.TaskGroup;
import dev.carillon.async.task.TaskGroupException;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/** Groups below one cancellation, {@link #outside}. */
abstract class TaskGroupFixture extends Fixture {
  final Cancellation outside = new Cancellation();

  final <T> Future<T> group(Function<TaskGroup, Future<T>> body) {
    return TaskGroup.run("group", outside, body);
  }

  static <T> Future<T> inner(TaskGroup outer, Function<TaskGroup, Future<T>> body) {
    return TaskGroup.run("inner", outer.cancellation(), body);
  }

  static List<String> failuresOf(Future<?> group) {
    return ((TaskGroupException) group.cause())
        .failures().stream().map(Throwable::getMessage).toList();
  }
}

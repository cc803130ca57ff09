package dev.carillon.async.lincheck;

import dev.carillon.async.batch.Batcher;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/** Batches of at most two whose turns end when a thread says so. */
@Param(name = "key", gen = IntGen.class, conf = "1:3")
public class BatcherModel {
  private static final int MAX_BATCH = 2;

  private final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();
  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final Batcher<Integer, Integer> batcher =
      new Batcher<>(turns::add, MAX_BATCH, this::load);

  private record Asked(int key, Future<Integer> value) {}

  private Future<Map<Integer, Integer>> load(List<Integer> keys) {
    if (keys.size() > MAX_BATCH || new HashSet<>(keys).size() != keys.size()) {
      faults.add("a batch of " + keys);
    }
    return Future.succeededFuture(
        keys.stream().collect(Collectors.toMap(key -> key, key -> key * 10)));
  }

  @Operation
  public void get(@Param(name = "key") int key) {
    asked.add(new Asked(key, batcher.get(key)));
  }

  @Operation
  public void turn() {
    Runnable end = turns.poll();
    if (end != null) {
      end.run();
    }
  }

  /** Everyone is answered with the value of its key. */
  @Validate
  public void check() {
    while (!turns.isEmpty()) {
      turn();
    }
    for (Asked one : asked) {
      if (!one.value.succeeded() || one.value.result() != one.key * 10) {
        faults.add(one.key + " was answered with " + one.value);
      }
    }
    if (!faults.isEmpty()) {
      throw new AssertionError(faults);
    }
  }
}

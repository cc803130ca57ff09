package dev.carillon.async.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.LoopGuard;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class BatchTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void whatIsAskedForInOneTurnGoesTogetherAndEqualKeysOnce(Vertx vertx) {
    Context loop = vertx.getOrCreateContext();
    List<List<Integer>> batches = new ArrayList<>();
    Promise<List<String>> answers = Promise.promise();
    loop.runOnContext(
        v -> {
          Batcher<Integer, String> batcher = Batcher.on(loop, 3, keys -> load(batches, keys));
          List<Future<String>> all = new ArrayList<>();
          for (int key : new int[] {1, 2, 1, 3, 4, -5}) {
            all.add(batcher.get(key));
          }
          Future.join(all)
              .onComplete(
                  r ->
                      answers.complete(
                          all.stream()
                              .map(
                                  f ->
                                      f.succeeded()
                                          ? f.result()
                                          : f.cause().getClass().getSimpleName())
                              .toList()));
        });
    assertThat(answers.future().await())
        .containsExactly(
            "v1", "v2", "v1", "v3", "v4", NoSuchElementException.class.getSimpleName());
    assertThat(batches).containsExactly(List.of(1, 2, 3), List.of(4, -5));
  }

  @Test
  void thoseWhoAskAtTheSameTimeShareOneFlightAndTheNextOneIsNew() {
    List<Promise<String>> flights = new ArrayList<>();
    SingleFlight<String, String> single =
        new SingleFlight<>(
            key -> {
              Promise<String> flight = Promise.promise();
              flights.add(flight);
              return flight.future();
            });
    Future<String> first = single.get("a");
    Future<String> second = single.get("a");
    Future<String> other = single.get("b");
    assertThat(flights).hasSize(2);
    flights.get(0).fail("no");
    assertThat(first.failed() && second.failed()).isTrue();
    assertThat(other.isComplete()).isFalse();
    Future<String> again = single.get("a");
    flights.get(2).complete("yes");
    assertThat(again.result()).isEqualTo("yes");
  }

  @Test
  void aResourceIsReleasedHoweverItsUseEnds() {
    assertThat(use(r -> Future.succeededFuture(r + "!")).result()).isEqualTo("r!");
    assertThat(use(r -> Future.failedFuture("use")).cause()).hasMessage("use");
    assertThat(
            use(r -> {
                  throw new IllegalStateException("thrown");
                })
                .cause())
        .hasMessage("thrown");
    assertThat(log).containsExactly("released", "released", "released");
    Future<String> both =
        Resource.using(
            () -> Future.succeededFuture("r"),
            r -> Future.failedFuture(new IllegalStateException("release")),
            r -> Future.failedFuture(new IllegalStateException("use")));
    assertThat(both.cause()).hasMessage("use");
    assertThat(both.cause().getSuppressed()).hasSize(1);
  }

  private Future<String> use(java.util.function.Function<String, Future<String>> use) {
    return Resource.using(
        () -> Future.succeededFuture("r"),
        r -> {
          log.add("released");
          return Future.succeededFuture();
        },
        use);
  }

  private static Future<Map<Integer, String>> load(
      List<List<Integer>> batches, List<Integer> keys) {
    batches.add(keys);
    Map<Integer, String> values = new HashMap<>();
    keys.stream().filter(k -> k > 0).forEach(k -> values.put(k, "v" + k));
    return Future.succeededFuture(values);
  }
}

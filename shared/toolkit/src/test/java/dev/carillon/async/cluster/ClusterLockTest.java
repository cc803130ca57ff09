package dev.carillon.async.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.sync.WaitTimeoutException;
import dev.carillon.async.time.Clocks;
import dev.carillon.testkit.LoopGuard;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** On one Vert.x instance; between processes it is ClusterIT's. */
@ExtendWith(LoopGuard.class)
class ClusterLockTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  @Test
  void oneAtATimeAndReleasedHoweverItEnds(Vertx vertx) throws Exception {
    ClusterLock lock = new ClusterLock("test", vertx, Clocks.system());
    int[] inside = {0};
    List<Future<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int number = i;
      all.add(
          lock.withLock(
              LONG,
              () -> {
                assertThat(++inside[0]).isEqualTo(1);
                Promise<Integer> later = Promise.promise();
                vertx.runOnContext(
                    v -> {
                      inside[0]--;
                      if (number % 3 == 0) {
                        later.fail("no");
                      } else {
                        later.complete(number);
                      }
                    });
                return later.future();
              }));
    }
    Future.join(all).transform(r -> Future.succeededFuture()).await(20, TimeUnit.SECONDS);
    assertThat(all.stream().filter(Future::succeeded)).hasSize(13);
  }

  @Test
  void whoWaitsTooLongIsToldSo(Vertx vertx) throws Exception {
    ClusterLock lock = new ClusterLock("busy", vertx, Clocks.system());
    Promise<Void> held = Promise.promise();
    Future<Void> holder = lock.withLock(LONG, held::future);
    Future<Void> late = lock.withLock(Duration.ofMillis(20), () -> Future.failedFuture("it began"));
    Future<Object> seen = late.transform(r -> Future.succeededFuture((Object) r.cause()));
    assertThat(seen.await(20, TimeUnit.SECONDS)).isInstanceOf(WaitTimeoutException.class);
    held.complete();
    holder.await(20, TimeUnit.SECONDS);
    lock.withLock(LONG, Future::succeededFuture).await(20, TimeUnit.SECONDS);
  }
}

package dev.carillon.store.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkheadTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<Bulkhead> bulkheads = new ArrayList<>();

  @AfterEach
  void close() {
    bulkheads.forEach(Bulkhead::close);
    vertx.close().await();
  }

  /** A 503 says that nothing was done; this may still commit. */
  @Test
  void aUseThatTakesTooLongIsATimeOutAndWhoFoundNoTurnIsRefused() {
    Bulkhead bulkhead = bulkhead(Duration.ofMillis(600));
    Future<Failure> slow = failure(bulkhead, Promise.promise().future());
    Future<Failure> waiting = failure(bulkhead, Future.succeededFuture());
    Future<Failure> tooMany = failure(bulkhead, Future.succeededFuture());
    assertThat(tooMany.await().message()).isEqualTo("Too many wait for changes already");
    assertThat(tooMany.await().code()).isEqualTo(FailureCode.UNAVAILABLE);
    assertThat(waiting.await().code()).isEqualTo(FailureCode.UNAVAILABLE);
    assertThat(slow.await().code()).isEqualTo(FailureCode.TIMEOUT);
    assertThat(slow.await().message()).isEqualTo("changes took too long to answer");
  }

  @Test
  void behindAnOpenBreakerNothingIsBegun() {
    Bulkhead bulkhead = bulkhead(Duration.ofMillis(10));
    for (int i = 0; i < 5; i++) {
      assertThat(failure(bulkhead, Promise.promise().future()).await().code())
          .isEqualTo(FailureCode.TIMEOUT);
    }
    Failure refused = failure(bulkhead, Future.failedFuture(new AssertionError("begun"))).await();
    assertThat(refused.code()).isEqualTo(FailureCode.UNAVAILABLE);
    assertThat(refused.message()).isEqualTo("No answer from changes at the moment");
  }

  private Bulkhead bulkhead(Duration longestStay) {
    Bulkhead made =
        new Bulkhead(
            "changes",
            vertx,
            new Bulkhead.Capacity(1, 1, Duration.ofMillis(50), longestStay),
            e -> false,
            Clocks.system(),
            new SimpleMeterRegistry());
    bulkheads.add(made);
    return made;
  }

  private static Future<Failure> failure(Bulkhead bulkhead, Future<?> use) {
    return bulkhead
        .run(() -> use.map(v -> v))
        .transform(r -> Future.succeededFuture((Failure) r.cause()));
  }
}

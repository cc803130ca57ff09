package dev.carillon.store.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.failure.Failure;
import dev.carillon.testkit.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkheadSignTest {
  private static final int MANY = 8;

  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock(); // a breaker would try again

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void whoAsksTooMuchDoesNotCloseTheDoorToOthers() throws Exception {
    Bulkhead bulkhead = bulkhead(() -> Future.succeededFuture("alive"));
    letManyTakeTooLong(bulkhead);
    assertThat(bulkhead.run(() -> Future.succeededFuture("quick")).await(30, TimeUnit.SECONDS))
        .isEqualTo("quick");
  }

  @Test
  void aStoreThatGivesNoSignIsLeftAlone() throws Exception {
    Bulkhead bulkhead = bulkhead(() -> Promise.<String>promise().future());
    letManyTakeTooLong(bulkhead);
    assertThatThrownBy(
            () -> bulkhead.run(() -> Future.succeededFuture("")).await(30, TimeUnit.SECONDS))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("No answer from slow at the moment");
  }

  /** The first use after a rest may be one that asks too much, too. */
  @Test
  void theSignAfterAProbeThatTookTooLongOpensTheDoor() throws Exception {
    Bulkhead bulkhead =
        bulkhead(
            Duration.ofMillis(50),
            () -> {
              clock.advance(Duration.ofMillis(50 + 100)); // the stay, and until the sign is there
              return Future.succeededFuture("alive");
            });
    for (int i = 0; i < MANY; i++) {
      bulkhead.run(() -> Future.failedFuture("away")).otherwiseEmpty().await(30, TimeUnit.SECONDS);
    }
    clock.advance(Duration.ofSeconds(1)); // the rest
    bulkhead
        .run(() -> Promise.<String>promise().future())
        .otherwiseEmpty()
        .await(30, TimeUnit.SECONDS);
    assertThat(bulkhead.run(() -> Future.succeededFuture("quick")).await(30, TimeUnit.SECONDS))
        .isEqualTo("quick");
  }

  private static void letManyTakeTooLong(Bulkhead bulkhead) throws Exception {
    List<Future<String>> late =
        IntStream.range(0, MANY)
            .mapToObj(i -> bulkhead.run(() -> Promise.<String>promise().future()))
            .toList();
    Future.join(late).otherwiseEmpty().await(30, TimeUnit.SECONDS);
    assertThat(late)
        .allSatisfy(
            one -> assertThat(one.cause()).hasMessageContaining("slow took too long to answer"));
  }

  private Bulkhead bulkhead(Supplier<Future<?>> ping) {
    return bulkhead(Duration.ofSeconds(2), ping);
  }

  private Bulkhead bulkhead(Duration longestStay, Supplier<Future<?>> ping) {
    return new Bulkhead(
        "slow",
        vertx,
        new Bulkhead.Capacity(MANY, 0, Duration.ofSeconds(1), longestStay),
        e -> "away".equals(e.getMessage()),
        ping,
        clock,
        new SimpleMeterRegistry());
  }
}

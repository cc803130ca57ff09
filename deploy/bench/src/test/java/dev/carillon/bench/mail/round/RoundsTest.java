package dev.carillon.bench.mail.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How rounds follow each other, and what an open loop counts. */
class RoundsTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void whoComesFirstInOneRoundComesLastInTheNext() {
    List<String> order = new ArrayList<>();
    Turns.Both both = new Turns(1, 3).compare(side("a", 4, order), side("b", 2, order));
    assertThat(order).containsExactly("b", "a", "a", "b", "b", "a", "a", "b");
    assertThat(both.ratio()).isEqualTo(2.0);
    assertThat(both.ofOne()).hasSize(3);
  }

  private static Turns.Side side(String name, double perSecond, List<String> order) {
    return new Turns.Side(
        name,
        () -> {
          order.add(name);
          return new Round(1, perSecond, 0, 0, 0, 0);
        });
  }

  /** The first is held for 300 ms, and all of them begin when it lets go: nine have waited too. */
  @Test
  void whatWaitsForOneThatIsSlowHasWaitedSinceItShouldHaveBegun() {
    Latencies latencies = new Latencies();
    Promise<Void> first = Promise.promise();
    int done =
        new OpenLoop(vertx, vertx.getOrCreateContext(), 100, latencies)
            .run(
                Duration.ofMillis(100),
                n -> {
                  if (n == 0) {
                    vertx.setTimer(300, t -> first.complete());
                  }
                  return first.future();
                });
    assertThat(done).isEqualTo(10);
    assertThat(latencies.count()).isEqualTo(10);
    assertThat(latencies.longestMillis()).isBetween(250.0, 60_000.0);
    assertThat(latencies.millis(1)).isBetween(150.0, 60_000.0);
  }

  @Test
  void aMissingMailMakesTheBooksVoid() {
    Books books = new Books();
    books.check("all", 5, 5);
    assertThat(books.areBalanced()).isTrue();
    books.check("one is missing", 4, 5);
    books.check("all again", 5, 5);
    assertThat(books.areBalanced()).isFalse();
  }
}

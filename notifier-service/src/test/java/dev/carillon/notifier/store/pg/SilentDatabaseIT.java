package dev.carillon.notifier.store.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.SilentProxy;
import dev.carillon.notifier.NotifierStores;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All connections of a notifier go silent at once; new ones work. */
@Timeout(120)
class SilentDatabaseIT extends QueueTables {
  private SilentProxy proxy;
  private NotifierStores far;

  @BeforeEach
  void connect() {
    proxy = new SilentProxy(port());
    far = openThrough(proxy.port());
    far.open().await();
  }

  @AfterEach
  void disconnect() {
    far.close().await();
    proxy.close();
  }

  @Test
  void everythingWorksAgainWithinSecondsAndNobodyWaitsForLonger() {
    UUID before = accept();
    assertThat(far.mails().get(before).await().id()).isEqualTo(before);
    int connections = far.clients().connections();
    proxy.silence();
    long began = System.nanoTime();
    List<Supplier<Future<?>>> uses =
        List.of(
            () -> far.inserts().enqueue(List.of(mail())),
            () -> far.mails().get(before),
            () -> far.queue().claim(1001, room(1)),
            () -> far.controls().cancel(before, "why"));
    for (Supplier<Future<?>> use : uses) {
      Await.until(Duration.ofSeconds(40), () -> "a use that succeeds", () -> inTime(use));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(40));
    Await.until(
        Duration.ofSeconds(60),
        () -> "no leak",
        () -> far.clients().connections() <= connections + 1);
  }

  /** Each ends within the time that callers have. */
  private static boolean inTime(Supplier<Future<?>> use) {
    long began = System.nanoTime();
    boolean succeeded = use.get().transform(r -> Future.succeededFuture(r.succeeded())).await();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
    return succeeded;
  }
}

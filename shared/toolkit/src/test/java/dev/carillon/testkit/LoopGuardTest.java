package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class LoopGuardTest {
  @Test
  void aBlockedEventLoopIsReported(Vertx vertx, LoopGuard guard) {
    guard.expectReports();
    Promise<Void> unblocked = Promise.promise();
    vertx.runOnContext(
        v -> {
          long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
          while (guard.reports().isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
          }
          unblocked.complete();
        });
    unblocked.future().await();
    assertThat(guard.reports()).isNotEmpty();
  }

  @Test
  void aFreeEventLoopIsNot(Vertx vertx, LoopGuard guard) {
    Promise<Void> ran = Promise.promise();
    vertx.runOnContext(v -> ran.complete());
    ran.future().await();
    assertThat(guard.reports()).isEmpty();
  }
}

package dev.carillon.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.LoopGuard;
import dev.carillon.testkit.RestingLoop;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class KeyWatchesTest {
  @Test
  void whoLooksAtKeysDoesNotRestWhileSomethingIsOpenWithOne(Vertx vertx) throws Exception {
    RestingLoop loop = new RestingLoop(vertx);
    KeyWatches watches = new KeyWatches(vertx);
    loop.rest();
    Runnable gone = watches.add("ada", end -> {});
    loop.awaitStirred();
    assertThat(watches.isEmpty()).isFalse();
    gone.run();
    assertThat(watches.isEmpty()).isTrue();
  }
}

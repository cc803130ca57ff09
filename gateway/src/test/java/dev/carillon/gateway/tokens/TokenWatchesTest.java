package dev.carillon.gateway.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.security.EndUser;
import dev.carillon.testkit.LoopGuard;
import dev.carillon.testkit.RestingLoop;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class TokenWatchesTest {
  @Test
  void whoLooksAtTokensDoesNotRestWhileSomethingIsOpenWithOne(Vertx vertx) throws Exception {
    RestingLoop loop = new RestingLoop(vertx);
    TokenWatches watches = new TokenWatches(vertx);
    loop.rest();
    Runnable gone = watches.add(user(), end -> {});
    loop.awaitStirred();
    assertThat(watches.isEmpty()).isFalse();
    gone.run();
    assertThat(watches.isEmpty()).isTrue();
  }

  private static EndUser user() {
    Instant now = Instant.EPOCH;
    return new EndUser(
        UUID.randomUUID(),
        UUID.randomUUID(),
        now,
        now.plusSeconds(60),
        "ci",
        null,
        "k1",
        List.of(),
        List.of());
  }
}

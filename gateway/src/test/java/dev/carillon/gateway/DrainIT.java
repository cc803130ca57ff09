package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.testkit.RawSocket;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A gateway that is told to stop, seen by a balancer and by clients. */
class DrainIT {
  private static final String[] HELLO = {
    "GET /hello HTTP/1.1", "Host: x", TestServer.AUTHORIZATION
  };

  @Test
  void itIsUnreadyAtOnceAndTakesRequestsForAWhileEachTheLastOfItsConnection() {
    try (TestServer server = new TestServer("CARILLON_DRAIN=6s");
        RawSocket open = server.socket();
        RawSocket idle = server.socket()) {
      server.isWell();
      assertThat(server.isReady()).isTrue();
      assertThat(open.head(HELLO).until("}")).doesNotContainIgnoringCase("connection: close");
      Future<Void> left = server.leave();
      server.awaitUnready();
      assertThat(open.head(HELLO).rest())
          .contains("200 OK")
          .containsIgnoringCase("connection: close");
      try (RawSocket fresh = server.socket()) {
        assertThat(fresh.head(HELLO).rest())
            .contains("200 OK")
            .containsIgnoringCase("connection: close");
      }
      assertThat(left.isComplete()).isFalse();
      left.await(30, TimeUnit.SECONDS);
      assertThat(idle.rest()).isEmpty();
      assertThatThrownBy(server::socket).isInstanceOf(java.io.UncheckedIOException.class);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void withoutATimeToDrainItLeavesAtOnce() throws Exception {
    try (TestServer server = new TestServer()) {
      server.leave().await(30, TimeUnit.SECONDS);
      assertThatThrownBy(server::socket).isInstanceOf(java.io.UncheckedIOException.class);
    }
  }
}

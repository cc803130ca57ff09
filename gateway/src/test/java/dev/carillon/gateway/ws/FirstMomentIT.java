package dev.carillon.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * What is said to a plain client after its handshake was answered and before its loop goes on. That
 * moment is held open by the figures of Vert.x, which count a WebSocket when its answer has gone
 * out. Two loops share the connections in turns: while one is held, the other hears what is said.
 */
class FirstMomentIT {
  private final AtomicReference<Runnable> moment = new AtomicReference<>(() -> {});

  /** Calls back in the moment. */
  private final class Watching implements VertxMetrics {
    @Override
    public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(
        HttpServerOptions options, SocketAddress address) {
      return new HttpServerMetrics<Object, Object, Object>() {
        @Override
        public Object connected(Object socket, Object request, ServerWebSocket webSocket) {
          moment.getAndSet(() -> {}).run();
          return null;
        }
      };
    }
  }

  @Test
  void aPlainClientHearsWhatIsSaidAsSoonAsItHasReadItsHandshake() throws Exception {
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setMetricsOptions(new MetricsOptions().setEnabled(true)))
            .withMetrics(options -> new Watching())
            .build();
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    try (LiveServer server = LiveServer.start(vertx, Map.of("CARILLON_INSTANCES", 2));
        WireClient other = server.plain("reader")) {
      assertThat(heard(server, other, "first")).isEqualTo("Broadcast: first");
      moment.set(
          () -> {
            reached.countDown();
            await(over);
          });
      try (WireClient client = server.plain("reader")) {
        await(reached);
        assertThat(heard(server, other, "second")).isEqualTo("Broadcast: second");
        over.countDown();
        assertThat(heard(server, other, "third")).isEqualTo("Broadcast: third");
        assertThat(client.nextAnswer().text()).isEqualTo("Broadcast: second");
        assertThat(client.nextAnswer().text()).isEqualTo("Broadcast: third");
      } finally {
        over.countDown();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String heard(LiveServer server, WireClient client, String text)
      throws IOException {
    server.say(text);
    return client.nextAnswer().text();
  }
}

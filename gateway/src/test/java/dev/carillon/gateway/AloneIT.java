package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.RestingLoop;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

class AloneIT {
  @Test
  void aRequestEndsTheRestsOfAProcessThatIsAlone() throws Exception {
    Vertx vertx = Vertx.vertx();
    RestingLoop loop = new RestingLoop(vertx);
    try (TestServer server = new TestServer(vertx)) {
      loop.rest();
      assertThat(server.answer("GET /hello HTTP/1.1", "Host: x", TestServer.AUTHORIZATION))
          .contains("200 OK");
      loop.awaitStirred();
    }
  }
}

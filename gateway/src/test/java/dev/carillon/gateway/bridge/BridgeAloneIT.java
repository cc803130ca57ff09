package dev.carillon.gateway.bridge;

import static dev.carillon.gateway.bridge.BridgeServer.READER;

import dev.carillon.testkit.RestingLoop;
import io.vertx.core.Vertx;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BridgeAloneIT {
  /** It comes on a connection that has been open for long, not as a request of HTTP. */
  @Test
  void aFrameEndsTheRestsOfAProcessThatIsAlone() throws Exception {
    Vertx vertx = Vertx.vertx();
    RestingLoop loop = new RestingLoop(vertx);
    try (BridgeServer server = BridgeServer.start(vertx, Map.of())) {
      try (TcpClient client = new TcpClient(server.tcpPort())) {
        client.greet(READER);
        loop.rest();
        client.settle();
        loop.awaitStirred();
      }
      try (SockJsClient client = new SockJsClient(server.httpPort())) {
        client.greet(READER);
        loop.rest();
        client.settle();
        loop.awaitStirred();
      }
    }
  }
}

package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.testkit.RawSocket;
import org.junit.jupiter.api.Test;

class PipelineIT {
  private static final int MANY = 1_500;

  @Test
  void requestsThatArriveTogetherAreAnsweredOneByOne() {
    String one = "GET /hello HTTP/1.1\r\nHost: x\r\n" + TestServer.AUTHORIZATION + "\r\n";
    try (TestServer server = new TestServer();
        RawSocket socket = server.socket()) {
      Thread.startVirtualThread(
          () -> socket.send((one + "\r\n").repeat(MANY - 1) + one + "Connection: close\r\n\r\n"));
      assertThat(socket.rest().split("HTTP/1.1 200 OK", -1)).hasSize(MANY + 1);
    }
  }
}

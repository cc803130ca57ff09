package dev.carillon.gateway.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** The TCP bridge over TLS, for the test that has the certificates. */
public final class BridgeOverTls {
  private BridgeOverTls() {}

  public static void requestIsAnsweredAndAFaultEndsTheConnection(
      Map<String, Object> settings, SSLContext trusted) throws Exception {
    try (BridgeServer server = BridgeServer.start(settings)) {
      try (TcpClient client = TcpClient.secure(server.tcpPort(), trusted)) {
        client.greet(BridgeServer.READER).send(new JsonObject().put("type", "explode"));
        assertThat(BridgeClient.code(client.next())).isEqualTo("INVALID");
        assertThat(client.next()).as("the cut, a second later").isNull();
      }
      try (TcpClient plain = new TcpClient(server.tcpPort())) {
        plain.send(BridgeClient.get(BridgeServer.ID).encode());
        assertThat(plain.next()).isNull();
      }
    }
  }
}

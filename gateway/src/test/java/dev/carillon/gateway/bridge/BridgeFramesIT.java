package dev.carillon.gateway.bridge;

import static dev.carillon.gateway.bridge.BridgeClient.code;
import static dev.carillon.gateway.bridge.BridgeClient.get;
import static dev.carillon.gateway.bridge.BridgeServer.ID;
import static dev.carillon.gateway.bridge.BridgeServer.READER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.ws.WireClient;
import io.vertx.core.json.JsonArray;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How frames are cut out of what comes, and what happens to those that are none. */
class BridgeFramesIT {
  private static final int LONGEST = 4_096;

  private static BridgeServer server;

  @BeforeAll
  static void start() {
    server =
        BridgeServer.start(
            Map.of(
                "CARILLON_LIVE_MESSAGE_BYTES", LONGEST,
                "CARILLON_LIVE_HELLO", "4s",
                "CARILLON_BRIDGE_IDLE", "6s"));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void aLengthThatIsTooLongIsRefusedBeforeWhatIsBehindIt() throws Exception {
    for (int length : new int[] {Integer.MAX_VALUE, -1, 0, Integer.MIN_VALUE, LONGEST + 1}) {
      try (TcpClient client = new TcpClient(server.tcpPort())) {
        client.greet(READER);
        client.raw(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
        assertThat(code(client.next())).isEqualTo("INVALID");
      }
    }
    try (TcpClient client = new TcpClient(server.tcpPort())) {
      client.raw(ByteBuffer.allocate(Integer.BYTES).putInt(Integer.MAX_VALUE).array());
      byte[] flood = new byte[65_536];
      long sent = 0;
      while (sent < 64L << 20 && client.raw(flood)) {
        sent += flood.length;
      }
      assertThat(sent).as("bytes that were taken behind the end").isLessThan(64L << 20);
    }
    try (TcpClient client = new TcpClient(server.tcpPort())) {
      client.raw(new byte[] {0, 0, 0, 2, (byte) 0xC3, (byte) 0x28});
      assertThat(code(client.untilClosed())).as("not UTF-8").isEqualTo("INVALID");
    }
    try (SockJsClient client = new SockJsClient(server.httpPort())) {
      client.greet(READER);
      client.message(new JsonArray().add("x".repeat(LONGEST)).encode());
      assertThat(client.untilClosed()).isNull();
      assertThat(client.end()).contains("1009");
    }
  }

  @Test
  void whatIsNoArrayOfStringsIsNoMessageOfSockJs() throws Exception {
    for (String message : List.of("{}", "[1]", "[null]", "[\"a\"", "\"text\"", "[[\"a\"]]")) {
      try (SockJsClient client = new SockJsClient(server.httpPort())) {
        client.greet(READER);
        client.message(message);
        assertThat(code(client.next())).as(message).isEqualTo("INVALID");
        assertThat(client.next()).isNull();
        assertThat(client.end()).contains("c[4400");
      }
    }
    try (SockJsClient client = new SockJsClient(server.httpPort())) {
      client.wire().raw(WireClient.frame(0x80 | WireClient.BINARY, new byte[] {1}));
      assertThat(code(client.untilClosed())).isEqualTo("INVALID");
    }
  }

  /** A frame that never ends, byte by byte or not at all, does not keep a connection. */
  @Test
  void halfAFrameOrNoneDoesNotKeepAConnectionOpen() throws Exception {
    try (TcpClient half = new TcpClient(server.tcpPort());
        SockJsClient stranger = new SockJsClient(server.httpPort());
        TcpClient silent = new TcpClient(server.tcpPort())) {
      half.greet(READER);
      silent.greet(READER);
      half.raw(new byte[] {0, 0, 4, 0, '{'});
      assertThat(code(half.untilClosed())).isEqualTo("TIMEOUT");
      assertThat(code(silent.untilClosed())).isEqualTo("TIMEOUT");
      assertThat(code(stranger.untilClosed())).isEqualTo("UNAUTHENTICATED");
      assertThat(stranger.end()).contains("4408");
    }
  }

  @Test
  void framesMayComeInAnyPieces() throws Exception {
    try (TcpClient client = new TcpClient(server.tcpPort())) {
      client.greet(READER);
      byte[] text = get(ID).put("replyAddress", "r").encode().getBytes(StandardCharsets.UTF_8);
      byte[] frame =
          ByteBuffer.allocate(Integer.BYTES + text.length).putInt(text.length).put(text).array();
      for (byte b : frame) {
        client.raw(new byte[] {b});
      }
      assertThat(client.next().getString("address")).isEqualTo("r");
      ByteBuffer three = ByteBuffer.allocate(3 * frame.length);
      client.raw(three.put(frame).put(frame).put(frame).array());
      for (int i = 0; i < 3; i++) {
        assertThat(client.next().getString("address")).isEqualTo("r");
      }
    }
  }
}

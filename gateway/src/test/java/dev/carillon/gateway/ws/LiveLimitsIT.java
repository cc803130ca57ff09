package dev.carillon.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one client may take, on a server with small limits. */
class LiveLimitsIT {
  private static final int STRANGERS = 6;
  private static final int PER_ADDRESS = 4;
  private static final int SOCKET_BYTES = 256 << 10;
  private static final int TOPICS = 3;

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server =
        LiveServer.start(
            Map.of(
                "CARILLON_LIVE_STRANGERS", STRANGERS,
                "CARILLON_LIVE_STRANGERS_PER_ADDRESS", PER_ADDRESS,
                "CARILLON_LIVE_HELLO", "8s",
                "CARILLON_LIVE_FRAMES", 200,
                "CARILLON_LIVE_TOPICS", TOPICS,
                "CARILLON_LIVE_SOCKETS_PER_KEY", 12,
                "CARILLON_LIVE_SOCKET_BYTES", SOCKET_BYTES));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void nobodyIsLeft() {
    awaitNoStrangers();
  }

  @Test
  void oneStrangerHoldsAllItCanAndAnotherAddressStillSaysHello() throws IOException {
    List<WireClient> held = new ArrayList<>();
    try {
      for (int i = 0; i < PER_ADDRESS; i++) {
        held.add(server.stranger("127.0.0.2"));
      }
      assertThatThrownBy(() -> server.stranger("127.0.0.2")).hasMessageContaining("HTTP/1.1 429 ");
      try (WireClient other = server.stranger("127.0.0.3")) {
        LiveServer.hello(other, LiveServer.key("reader"));
      }
      server.greeted("reader").close(); // a key in the header needs no such place
      // Who has said hello is a stranger no more: its place is free for the next.
      LiveServer.hello(held.get(0), LiveServer.key("reader"));
      held.add(server.stranger("127.0.0.2"));
    } finally {
      for (WireClient client : held) {
        client.close();
      }
    }
  }

  @Test
  void strangersOfAllAddressesTogetherAreFew() throws IOException {
    List<WireClient> held = new ArrayList<>();
    try {
      for (int i = 0; i < STRANGERS; i++) {
        held.add(server.stranger("127.0.1." + (1 + i / PER_ADDRESS)));
      }
      assertThatThrownBy(() -> server.stranger("127.0.1.9")).hasMessageContaining("HTTP/1.1 503 ");
    } finally {
      for (WireClient client : held) {
        client.close();
      }
      awaitNoStrangers();
    }
  }

  @Test
  void aStrangerThatSaysNothingIsClosedInTime() throws IOException {
    try (WireClient silent = server.stranger("127.0.2.1")) {
      WireClient.Frame last = silent.untilClosed();
      assertThat(last.code()).isEqualTo(4408);
      assertThat(last.reason()).isEqualTo("no hello");
    }
  }

  @Test
  void aStrangerThatPingsAndNeverReadsIsEndedByTheNumberOfItsFrames() throws IOException {
    try (WireClient pinging = server.stranger("127.0.3.1")) {
      byte[] ping = FrameScript.sent("ping:125*");
      for (int i = 0; i < 17; i++) {
        pinging.raw(ping);
      }
      WireClient.Frame frame = pinging.next();
      while (frame.opcode() == WireClient.PONG) {
        frame = pinging.next();
      }
      assertThat(frame.code()).isEqualTo(4429);
      assertThat(frame.reason()).isEqualTo("16 frames without a hello");
    }
  }

  @Test
  void moreFramesInASecondThanOneMaySendEndTheConnection() throws IOException {
    try (WireClient greedy = server.greeted("reader")) {
      byte[] pong = FrameScript.sent("pong:");
      byte[] many = new byte[1_200 * pong.length]; // in one write, and more than come in a pause
      for (int i = 0; i < many.length; i++) {
        many[i] = pong[i % pong.length];
      }
      greedy.raw(many);
      WireClient.Frame last = greedy.untilClosed();
      assertThat(last.code()).isEqualTo(4429);
      assertThat(last.reason()).isEqualTo("more than 200 frames per second");
    }
  }

  @Test
  void oneKeyHasOnlySoManySockets() throws IOException {
    List<WireClient> held = new ArrayList<>();
    try {
      for (int i = 0; i < 12; i++) {
        held.add(server.client("writer"));
      }
      assertThatThrownBy(() -> server.client("writer")).hasMessageContaining("HTTP/1.1 429 ");
      try (WireClient late = server.stranger("127.0.4.1")) {
        late.text(
            new JsonObject().put("type", "hello").put("key", LiveServer.key("writer")).encode());
        assertThat(late.untilClosed().code()).isEqualTo(4429);
      }
      server.greeted("admin").close();
    } finally {
      for (WireClient client : held) {
        client.close();
      }
    }
  }

  @Test
  void aSessionHasOnlySoManyTopicsAndCanGiveOneBack() throws IOException {
    try (WireClient client = server.greeted("reader")) {
      String first = subscribe(client, UUID.randomUUID(), "ok");
      for (int i = 1; i < TOPICS; i++) {
        subscribe(client, UUID.randomUUID(), "ok");
      }
      UUID oneMore = UUID.randomUUID();
      subscribe(client, oneMore, "limit");
      client.text(frame("sub", first)); // a topic that it has is none more
      assertThat(client.nextAnswer().text()).contains("\"ok\"");
      client.text(frame("unsub", first));
      assertThat(client.nextAnswer().text())
          .contains("\"ok\"")
          .contains(first)
          .doesNotContain("seq");
      subscribe(client, oneMore, "ok");
      client.text(frame("unsub", "secrets"));
      assertThat(client.nextAnswer().text()).contains("forbidden");
    }
  }

  @Test
  void aSlowReaderIsCutAndTheOthersMissNothing() throws IOException {
    try (WireClient slow =
            WireClient.narrow(server.port()).upgrade(LiveServer.keyHeader("reader"));
        WireClient other = server.plain("reader")) {
      String large = "x".repeat(16 << 10);
      int sent = (SOCKET_BYTES + (2 << 20)) / large.length();
      for (int i = 0; i < sent; i++) {
        server.say(i + large);
        assertThat(other.nextAnswer().text()).startsWith("Broadcast: " + i + "x");
      }
      awaitMetric("carillon_live_sockets", 1); // cut though it never read, a second after its Close
      awaitMetric("carillon_live_waiting_bytes", 0);
      awaitMetric("carillon_live_closed_total{reason=\"too-slow\"}", 1);
    }
  }

  private static String subscribe(WireClient client, UUID mail, String answer) throws IOException {
    String topic = "emails." + mail;
    client.text(frame("sub", topic));
    assertThat(client.nextAnswer().text()).contains("\"" + answer + "\"");
    return topic;
  }

  private static String frame(String type, String topic) {
    return new JsonObject().put("type", type).put("id", "1").put("topic", topic).encode();
  }

  private static void awaitNoStrangers() {
    awaitMetric("carillon_live_strangers", 0);
  }

  private static void awaitMetric(String name, double value) {
    long end = System.nanoTime() + 60_000_000_000L;
    while (server.metric(name) != value) {
      assertThat(System.nanoTime()).as(name + " is " + server.metric(name)).isLessThan(end);
    }
  }
}

package dev.carillon.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that must end is ended, whatever its client does then. */
class EndingIT {
  private static final String BROADCAST = "Broadcast: ";
  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void after4401AHelloWithARightKeyGetsNothing() throws IOException {
    try (WireClient client = server.stranger("127.0.0.1")) {
      client.text(hello("sk_wrong"));
      assertThat(client.nextAnswer().code()).isEqualTo(4401);
      client.text(hello(LiveServer.key("admin")));
      client.text("{\"type\":\"sub\",\"id\":\"1\",\"topic\":\"emails\"}");
      client.raw(FrameScript.sent("ping:x"));
      assertThat(client.next()).as("nothing but the end").isNull();
    }
  }

  /** The client does not answer the Close frame, and speaks on: the cut comes all the same. */
  @Test
  void after4400APlainClientNeitherSpeaksNorHears() throws IOException {
    try (WireClient bad = server.plain("writer");
        WireClient other = server.plain("reader")) {
      bad.raw(FrameScript.sent("bin:x"));
      assertThat(bad.nextAnswer().code()).isEqualTo(4400);
      bad.text("said too late");
      server.say("heard too late");
      assertThat(other.nextAnswer().text()).isEqualTo(BROADCAST + "heard too late");
      assertThat(bad.next()).as("nothing but the end").isNull();
      server.say("end");
      assertThat(other.nextAnswer().text()).isEqualTo(BROADCAST + "end");
    }
  }

  @Test
  void nothingFollowsBye() throws IOException {
    try (WireClient client = server.greeted("reader")) {
      client.text("{\"type\":\"sub\",\"id\":\"1\",\"topic\":\"emails\"}");
      assertThat(client.nextAnswer().text()).contains("\"ok\"");
      client.text("{\"type\":\"bye\"}");
      assertThat(client.nextAnswer().text()).isEqualTo("{\"type\":\"bye\"}");
      assertThat(client.nextAnswer().code()).isEqualTo(1000);
      client.text("{\"type\":\"sub\",\"id\":\"2\",\"topic\":\"broadcasts\"}");
      assertThat(client.next()).as("nothing but the end").isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"emails", "broadcasts", "users.changed"})
  void aReaderMayListenToTopics(String topic) throws IOException {
    try (WireClient client = server.greeted("reader")) {
      client.text(subscribe(topic));
      assertThat(client.nextAnswer().text()).contains("\"ok\"");
    }
  }

  /** What comes behind a hello in one breath is heard after it. */
  @Test
  void aHelloNeedNotBeWaitedFor() throws IOException {
    try (WireClient client = server.stranger("127.0.0.1")) {
      client.text(hello(LiveServer.key("reader")));
      client.text(subscribe("emails"));
      assertThat(client.nextAnswer().text()).contains("welcome");
      assertThat(client.nextAnswer().text()).contains("\"ok\"");
    }
  }

  @Test
  void helloIsSaidOnce() throws IOException {
    try (WireClient client = server.greeted("reader")) {
      client.text(hello(LiveServer.key("admin")));
      assertThat(client.nextAnswer().text()).contains("hello was said before");
    }
  }

  @Test
  void whenTheServerStopsEachClientIsToldWhenToComeBack() throws Exception {
    try (LiveServer stopping = LiveServer.start(Map.of("CARILLON_DRAIN", "2s"));
        WireClient plain = stopping.plain("reader");
        WireClient greeted = stopping.greeted("reader")) {
      stopping.leave();
      for (WireClient client : List.of(plain, greeted)) {
        WireClient.Frame end = client.nextAnswer();
        assertThat(end.code()).isEqualTo(1012);
        assertThat(new JsonObject(end.reason()).getLong("retryAfterMs")).isBetween(0L, 2_000L);
      }
    }
  }

  private static String hello(String key) {
    return new JsonObject().put("type", "hello").put("key", key).encode();
  }

  private static String subscribe(String topic) {
    return "{\"type\":\"sub\",\"id\":\"1\",\"topic\":\"" + topic + "\"}";
  }
}

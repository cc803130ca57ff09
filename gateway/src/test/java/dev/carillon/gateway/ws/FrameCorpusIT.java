package dev.carillon.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the server makes of frames, good and bad: {@code websocket/frames.txt}. */
class FrameCorpusIT {
  private static LiveServer server;

  /** A line of the corpus. */
  record Case(String clazz, String what, List<String> sent, List<String> expected) {
    @Override
    public String toString() {
      return clazz + " " + what;
    }
  }

  @BeforeAll
  static void start() {
    server = LiveServer.start(java.util.Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  static Stream<Case> cases() {
    return lines("frames.txt")
        .map(columns -> new Case(columns[0], columns[1], words(columns[2]), words(columns[3])));
  }

  /** The lines of a corpus that are no comments, as columns. */
  static Stream<String[]> lines(String file) {
    try (InputStream in = FrameCorpusIT.class.getResourceAsStream("/websocket/" + file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> words(String column) {
    return List.of(column.split(" +"));
  }

  @Test
  void theCorpusHasItsSize() {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(60);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aFrameIsTakenOrRefusedByTheRules(Case line) throws IOException {
    try (WireClient client = server.client("reader")) {
      send(client, line.sent());
      for (String expected : line.expected()) {
        expect(client, expected);
      }
      if (line.expected().stream().noneMatch(word -> word.startsWith("close"))) {
        client.raw(FrameScript.sent("ping:still-here"));
        expect(client, "pong:still-here");
      }
    }
  }

  private static void send(WireClient client, List<String> words) throws IOException {
    boolean chop = words.contains("chop");
    boolean closed = false;
    for (String word : words) {
      if (word.equals("chop")) {
        continue;
      }
      byte[] bytes = FrameScript.sent(word);
      for (int i = 0; chop && i < bytes.length; i++) {
        client.raw(new byte[] {bytes[i]});
      }
      if (!chop && closed) {
        client.late(bytes);
      } else if (!chop) {
        client.raw(bytes);
      }
      closed |= word.startsWith("close");
    }
  }

  private static void expect(WireClient client, String word) throws IOException {
    WireClient.Frame frame = client.nextAnswer();
    assertThat(frame).as(word).isNotNull();
    String given = word.substring(word.indexOf(':') + 1);
    if (word.startsWith("close")) {
      assertThat(frame.opcode()).isEqualTo(WireClient.CLOSE);
      assertThat(frame.code())
          .isEqualTo(word.equals("close") ? WireClient.NO_CODE : Integer.parseInt(given));
      client.late(
          frame.code() == WireClient.NO_CODE
              ? FrameScript.sent("close")
              : WireClient.close(frame.code()));
      assertThat(client.nextAnswer()).isNull();
    } else if (word.startsWith("pong")) {
      assertThat(frame.opcode()).isEqualTo(WireClient.PONG);
      assertThat(frame.payload()).isEqualTo(FrameScript.payload(given));
    } else {
      JsonObject error = new JsonObject(frame.text());
      assertThat(error.getString("type")).isEqualTo("error");
      if (word.startsWith("told")) {
        byte[] id = error.getString("id").getBytes(StandardCharsets.UTF_8);
        assertThat(id).isEqualTo(FrameScript.payload(given));
      }
    }
  }
}

package dev.carillon.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How the server answers opening handshakes: {@code websocket/handshakes.txt}. */
class HandshakeCorpusIT {
  private static final Pattern REPEATED = Pattern.compile("(\\d+)\\*");
  private static LiveServer server;

  /** A line of the corpus. */
  record Case(String clazz, String what, List<String> changes, List<String> expected) {
    @Override
    public String toString() {
      return clazz + ": " + what;
    }
  }

  @BeforeAll
  static void start() {
    server = LiveServer.start(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  static Stream<Case> cases() {
    return FrameCorpusIT.lines("handshakes.txt")
        .map(c -> new Case(c[0], c[1], List.of(c[2].split(" ; ")), List.of(c[3].split(" "))));
  }

  @Test
  void theCorpusHasItsSize() {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(20);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aHandshakeIsAnsweredByTheRules(Case line) throws IOException {
    try (WireClient client = WireClient.connect(server.port())) {
      List<String> head = client.exchange(request(line.changes())).lines().toList();
      assertThat(head.get(0)).contains(" " + line.expected().get(0) + " ");
      List<String> headers =
          head.stream().skip(1).map(h -> h.replaceFirst(": ", "=")).map(this::inLower).toList();
      for (String expected : line.expected().subList(1, line.expected().size())) {
        if (expected.startsWith("!")) {
          assertThat(headers).noneMatch(h -> h.startsWith(expected.substring(1) + "="));
        } else {
          assertThat(headers).contains(expected);
        }
      }
    }
  }

  private String inLower(String header) {
    int end = Math.max(0, header.indexOf('='));
    return header.substring(0, end).toLowerCase(Locale.ROOT) + header.substring(end);
  }

  private static String request(List<String> changes) {
    String line = "GET /ws HTTP/1.1";
    String body = "";
    List<String> headers =
        new ArrayList<>(
            List.of(
                "Host: localhost",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13",
                "Authorization: Bearer " + LiveServer.key("reader")));
    for (String change : changes) {
      if (change.startsWith("line: ")) {
        line = change.substring(6);
      } else if (change.startsWith("body: ")) {
        body = change.substring(6).replace("\\r\\n", "\r\n");
      } else if (change.startsWith("+")) {
        headers.add(change.substring(1));
      } else {
        String name =
            change.startsWith("-") ? change.substring(1) : change.substring(0, change.indexOf(':'));
        headers.removeIf(h -> h.startsWith(name + ":"));
        if (!change.startsWith("-")) {
          headers.add(change);
        }
      }
    }
    String head = line + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    return REPEATED.matcher(head).replaceAll(HandshakeCorpusIT::repeated) + body;
  }

  private static String repeated(MatchResult times) {
    return "x".repeat(Integer.parseInt(times.group(1)));
  }
}

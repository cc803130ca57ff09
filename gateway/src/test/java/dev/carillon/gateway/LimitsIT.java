package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.gateway.testkit.RawSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What one key or one address takes is not missing for another. */
class LimitsIT {
  private static final String TOO_MANY = "HTTP/1.1 429";
  private static final TestServer SERVER =
      new TestServer(
          "CARILLON_CONNECTIONS_PER_ADDRESS=4",
          "CARILLON_REQUESTS_PER_KEY=3",
          "CARILLON_REQUESTS=6",
          "CARILLON_TASKS_PER_KEY=2",
          "CARILLON_OPEN_RATE_LIMIT=4",
          "CARILLON_PROXIES=127.0.0.1,127.0.9.0/24");

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void oneKeyHasSoManyTasksAndRequestsAndAnotherHasItsOwn() {
    List<RawSocket> all = new ArrayList<>();
    try {
      all.add(delayed(TestServer.AUTHORIZATION));
      all.add(delayed(TestServer.AUTHORIZATION));
      assertThat(SERVER.answer("GET /delay/0 HTTP/1.1", "Host: x", TestServer.AUTHORIZATION))
          .startsWith("HTTP/1.1 429")
          .contains("retry-after: 1", "limit of 2 running tasks of one key");
      assertThat(SERVER.answer("GET /hello HTTP/1.1", "Host: x", TestServer.AUTHORIZATION))
          .startsWith("HTTP/1.1 200");
      all.add(sent(head("POST /process HTTP/1.1", TestServer.AUTHORIZATION)));
      assertThat(SERVER.answer("GET /hello HTTP/1.1", "Host: x", TestServer.AUTHORIZATION))
          .startsWith("HTTP/1.1 429")
          .contains("retry-after: 1", "limit of 3 requests of one key at a time");
      assertThat(SERVER.answer("GET /hello HTTP/1.1", "Host: x", TestServer.OTHER))
          .startsWith("HTTP/1.1 200");
      all.add(delayed(TestServer.OTHER));
      all.add(delayed(TestServer.OTHER));
      all.add(sent(head("POST /process HTTP/1.1", TestServer.OTHER)));
      assertThat(SERVER.answer("GET /hello HTTP/1.1", "Host: x"))
          .as("all together")
          .startsWith("HTTP/1.1 503")
          .contains("retry-after: 1", "as many requests as it may, 6");
    } finally {
      all.forEach(RawSocket::close);
      awaitRoom();
    }
  }

  /** Else whoever listens could not ask. */
  @Test
  void aStreamOfEventsIsARequestNoMore() {
    List<RawSocket> all = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        all.add(
            SERVER
                .socket()
                .head(
                    "GET /v1/topics/broadcasts/stream HTTP/1.1",
                    "Host: x",
                    client(TestServer.AUTHORIZATION)));
        assertThat(all.get(i).until(":\n\n")).startsWith("HTTP/1.1 200");
      }
      assertThat(SERVER.answer("GET /hello HTTP/1.1", "Host: x", TestServer.AUTHORIZATION))
          .startsWith("HTTP/1.1 200");
    } finally {
      all.forEach(RawSocket::close);
      awaitRoom();
    }
  }

  /** The server hears of closed connections a little later. */
  private static void awaitRoom() {
    long end = Clocks.system().nanos() + Duration.ofSeconds(60).toNanos();
    String answer = "";
    while (!answer.startsWith("HTTP/1.1 200")) {
      assertThat(Clocks.system().nanos()).as(answer).isLessThan(end);
      answer = SERVER.answer("GET /hello HTTP/1.1", "Host: x", TestServer.OTHER);
    }
  }

  /** Requests that began, in the order of their connections; 127.0.0.1 is a proxy here. */
  private static RawSocket delayed(String authorization) {
    return sent(
        String.join("\r\n", "GET /delay/9 HTTP/1.1", "Host: x", client(authorization))
            + "\r\n\r\n");
  }

  /** Each key from an address of its own, that addresses do not matter. */
  private static String client(String authorization) {
    return authorization
        + "\r\nX-Forwarded-For: 203.0.113."
        + (authorization.equals(TestServer.OTHER) ? 2 : 1);
  }

  private static String head(String line, String authorization) {
    return String.join(
            "\r\n",
            line,
            "Host: x",
            client(authorization),
            "Content-Type: application/json",
            "Expect: 100-continue",
            "Content-Length: 5")
        + "\r\n\r\n";
  }

  private static RawSocket sent(String head) {
    RawSocket socket = SERVER.socket().send(head);
    if (head.contains("100-continue")) {
      socket.until("100 Continue");
    } else {
      SERVER.awaitTasks(1);
    }
    return socket;
  }

  @Test
  void anAddressHasSoManyConnections() {
    List<RawSocket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        open.add(from("127.0.0.2"));
        assertThat(hello(open.get(i))).contains("200 OK");
      }
      try (RawSocket tooMany = from("127.0.0.2")) {
        assertThat(tooMany.head("GET /hello HTTP/1.1", "Host: x", TestServer.OTHER).rest())
            .startsWith("HTTP/1.1 429")
            .contains("retry-after: 1", "limit of 4 open connections of one address")
            .containsIgnoringCase("connection: close");
      }
      try (RawSocket silent = from("127.0.0.2")) {
        assertThat(silent.rest()).as("it is not kept waiting for a request").isEmpty();
      }
      try (RawSocket other = from("127.0.0.3")) {
        assertThat(hello(other)).contains("200 OK");
      }
      open.remove(0).close();
      open.get(0).head("GET /hello HTTP/1.1", "Host: x", TestServer.OTHER, "Connection: close");
      assertThat(open.remove(0).rest()).contains("200 OK");
      String again = "";
      for (int i = 0; i < 10_000 && !again.contains("200 OK"); i++) { // its place comes back soon
        try (RawSocket next = from("127.0.0.2")) {
          again = hello(next);
        }
      }
      assertThat(again).contains("200 OK");
    } finally {
      open.forEach(RawSocket::close);
    }
  }

  @Test
  void behindAProxyTheClientsAreCounted() {
    List<RawSocket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        open.add(webSocket("127.0.9.1", "X-Forwarded-For: 203.0.113.7"));
      }
      try (RawSocket tooMany = from("127.0.9.2")) {
        assertThat(
                tooMany
                    .head(
                        "GET /hello HTTP/1.1",
                        "Host: x",
                        TestServer.OTHER,
                        "X-Forwarded-For: 203.0.113.7",
                        "Connection: close")
                    .rest())
            .startsWith("HTTP/1.1 429");
      }
      try (RawSocket other = from("127.0.9.2")) {
        assertThat(
                other
                    .head(
                        "GET /hello HTTP/1.1",
                        "Host: x",
                        TestServer.OTHER,
                        "X-Forwarded-For: 203.0.113.7, 203.0.113.8")
                    .until("Hello"))
            .contains("200 OK");
      }
    } finally {
      open.forEach(RawSocket::close);
    }
  }

  /** With a bucket of four a second: the fifth at once is too many. */
  @Test
  void whatNeedsNoKeyIsLimitedByAddress() {
    List<String> answers = new ArrayList<>();
    while (answers.size() < 1_000 && answers.stream().noneMatch(a -> a.startsWith(TOO_MANY))) {
      try (RawSocket socket = from("127.0.0.5")) {
        answers.add(
            socket.head("GET /unsubscribe/x HTTP/1.1", "Host: x", "Connection: close").rest());
      }
    }
    assertThat(answers.get(0)).contains("ratelimit-policy: \"address\";q=4;w=1");
    assertThat(answers)
        .anySatisfy(
            answer ->
                assertThat(answer)
                    .startsWith(TOO_MANY)
                    .contains("ratelimit: \"address\";r=0;t=1", "retry-after: 1"));
  }

  /** Else who opens the console has half of it; what a page loads once it is there is kept. */
  @Test
  void aPageMayLoadAllItsFilesAtOnceAndBrowsersKeepThem() {
    String page = open("/console");
    Matcher files = Pattern.compile("/console/files/[^\"]+").matcher(page);
    Set<String> names = new TreeSet<>(files.results().map(MatchResult::group).toList());
    assertThat(names).hasSizeGreaterThan(20);
    for (String name : names) {
      assertThat(open(name))
          .as(name)
          .startsWith("HTTP/1.1 200")
          .contains("ratelimit-policy: \"files\";q=80;w=1", "immutable");
    }
    String other = names.iterator().next().replaceFirst("files/.", "files/x");
    assertThat(open(other)).as("another version").startsWith("HTTP/1.1 404");
  }

  private static String open(String path) {
    try (RawSocket socket = from("127.0.0.6")) {
      return socket.head("GET " + path + " HTTP/1.1", "Host: x", "Connection: close").rest();
    }
  }

  private static RawSocket webSocket(String from, String forwarded) {
    RawSocket socket =
        from(from)
            .head(
                "GET /ws HTTP/1.1",
                "Host: x",
                TestServer.OTHER,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                forwarded);
    String answer = socket.until("\r\n\r\n");
    if (answer.contains("429")) { // the rate, not the number
      socket.close();
      return webSocket(from, forwarded);
    }
    assertThat(answer).contains("101 Switching");
    return socket;
  }

  private static RawSocket from(String address) {
    return new RawSocket(SERVER.port(), address);
  }

  private static String hello(RawSocket socket) {
    return socket.head("GET /hello HTTP/1.1", "Host: x", TestServer.OTHER).until("Hello, World!");
  }
}

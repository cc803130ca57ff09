package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.testkit.RawSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By which names, and for pages of where, a gateway on a loopback address answers. */
class HostsIT {
  private static final TestServer SERVER =
      new TestServer(
          "CARILLON_OPEN_RATE_LIMIT=0",
          "CARILLON_HOSTS=carillon.test",
          "CARILLON_ORIGINS=https://app.example");

  /** One of each kind: API, pages, files, documents, WebSocket, SockJS, stream of events. */
  private static final List<String> REQUESTS =
      List.of(
          "GET /hello",
          "GET /v1/me",
          "OPTIONS /v1/me",
          "GET /nowhere",
          "GET /",
          "GET /console",
          "GET /console/files/api.js",
          "POST /console/session",
          "GET /docs",
          "GET /openapi.json",
          "GET /client.js",
          "GET /unsubscribe/x",
          "GET /ws",
          "GET /eventbus/info",
          "GET /eventbus/1/2/websocket",
          "GET /v1/stream?topic=plain");

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void aNameThatIsNotItsOwnIsMisdirectedWhateverIsAsked() {
    for (String request : REQUESTS) {
      assertThat(answer(request, "Host: evil.example:" + SERVER.port()))
          .as(request)
          .startsWith("HTTP/1.1 421 ")
          .contains("\"code\":\"misdirected\"", "x-request-id: ")
          .doesNotContain("Carillon</title>", "access-control-allow-origin");
    }
  }

  @Test
  void aPageOfElsewhereIsForbiddenWhateverItAsks() {
    for (String request : REQUESTS) {
      assertThat(answer(request, own(), "Origin: http://evil.example"))
          .as(request)
          .startsWith("HTTP/1.1 403 ")
          .contains("This Origin may not use a gateway of this machine alone")
          .doesNotContain("access-control-allow-origin");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost.",
        "localhostt",
        "carillon.test.evil.example",
        "0.0.0.0",
        "[::]",
        "10.0.0.1",
        "2130706433",
        "0x7f.1",
        "*"
      })
  void aNameIsMeantToTheLetter(String host) {
    assertThat(answer("GET /v1/me", "Host: " + host)).matches("(?s)HTTP/1.1 4(21|00) .*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost:1",
        "127.0.0.1",
        "127.0.0.1:9000",
        "127.1.2.3",
        "[::1]",
        "[::1]:80",
        "carillon.test",
        "Carillon.Test:8080"
      })
  void itsOwnNamesAndThoseOfTheListAreAnsweredOnAnyPort(String host) {
    assertThat(answer("GET /v1/me", "Host: " + host)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void itsOwnPagesMayAskByEachOfItsNamesAndThoseOfTheList() {
    for (String page : List.of("127.0.0.1", "localhost", "[::1]", "carillon.test")) {
      assertThat(answer("GET /v1/me", own(), "Origin: http://" + page + ":" + SERVER.port()))
          .as(page)
          .startsWith("HTTP/1.1 200 ");
    }
    assertThat(answer("GET /v1/me", own(), "Origin: https://app.example"))
        .startsWith("HTTP/1.1 200 ");
    for (String page :
        List.of("null", "http://localhost:1", "http://localhost", "*", "https://app.example:1")) {
      assertThat(answer("GET /v1/me", own(), "Origin: " + page))
          .as(page)
          .startsWith("HTTP/1.1 403 ");
    }
    String itself = "Origin: http://127.0.0.1:" + SERVER.port();
    assertThat(answer("GET /v1/me", own(), itself, "Origin: http://evil.example"))
        .startsWith("HTTP/1.1 403 ");
  }

  @Test
  void aConnectionThatWasMisdirectedIsClosedSoThatNothingBehindItIsTaken() {
    try (RawSocket socket = SERVER.socket()) {
      socket.head("GET /v1/me HTTP/1.1", "Host: evil.example", TestServer.AUTHORIZATION);
      socket.head("GET /v1/me HTTP/1.1", own(), TestServer.AUTHORIZATION);
      assertThat(socket.rest()).startsWith("HTTP/1.1 421 ").doesNotContain("HTTP/1.1 200");
    }
  }

  @Test
  void behindAProxyOrWithAPublicNameNoNameIsRefused() {
    for (String setting :
        List.of(
            "CARILLON_PROXIES=192.0.2.1",
            "CARILLON_PUBLIC_URL=https://api.example",
            "CARILLON_HOSTS=*")) {
      String[] settings =
          setting.startsWith("CARILLON_HOSTS")
              ? new String[] {setting}
              : new String[] {setting, "CARILLON_HOSTS=carillon.test"};
      try (TestServer server = new TestServer(settings)) {
        assertThat(server.answer("GET /v1/me HTTP/1.1", "Host: api.example", KEY))
            .as(setting)
            .startsWith("HTTP/1.1 200 ");
      }
    }
    try (TestServer local =
        new TestServer("CARILLON_PUBLIC_URL=http://127.0.0.1:1", "CARILLON_HOSTS=carillon.test")) {
      assertThat(local.answer("GET /v1/me HTTP/1.1", "Host: api.example", KEY))
          .startsWith("HTTP/1.1 421 ");
    }
  }

  private static final String KEY = TestServer.AUTHORIZATION;

  private static String own() {
    return "Host: 127.0.0.1:" + SERVER.port();
  }

  private static String answer(String request, String... headers) {
    List<String> lines = new ArrayList<>(List.of(request + " HTTP/1.1", KEY));
    lines.addAll(List.of(headers));
    if (request.contains("websocket") || request.endsWith("/ws")) {
      lines.set(1, "Upgrade: websocket");
      lines.add("Sec-WebSocket-Version: 13");
      lines.add("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    }
    return SERVER.answer(lines.toArray(String[]::new));
  }
}

package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.carillon.gateway.testkit.RawSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What every request meets first, over raw sockets: clients of a library would hide most of it. */
class DoorIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final TestServer SERVER = new TestServer("CARILLON_OPEN_RATE_LIMIT=0");

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

  @BeforeEach
  void listen() {
    log.start();
    root.addAppender(log);
  }

  @AfterEach
  void deaf() {
    root.detachAppender(log);
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /%zz HTTP/1.1~Host: x | 400",
        "GET /v1/users/% HTTP/1.1~Host: x | 400",
        "GET /hello?name=%g1 HTTP/1.1~Host: x | 400",
        "GET /hello HTTP/1.1~Host: x~Host: y | 400",
        "GET /hello HTTP/1.1~Host: x~Host: x | 400",
        "GET /hello HTTP/1.1 | 400",
        "GET /hello HTTP/1.1~Host: a b | 400",
        "GET /hello HTTP/1.1~Host: x~Authorization: a~Authorization: b | 400",
        "POST /process HTTP/1.1~Host: x~Content-Type: a~Content-Type: b | 400",
        "POST /process HTTP/1.1~Host: x~Idempotency-Key: a~Idempotency-Key: b | 400",
        "GET hello HTTP/1.1~Host: x | 400",
        "OPTIONS * HTTP/1.1~Host: x | 400",
        "GET /hell\u00f6 HTTP/1.1~Host: x | 400",
        "GET /hello HTTP/1.1~Host: x~Content-Length: 1~Content-Length: 2 | 400",
        "GET /hello HTTP/1.1~Host: x~Content-Length: 1~Transfer-Encoding: chunked | 400",
        "GET /hello HTTP/1.1~Host: x~Bad Header: 1 | 400",
        "\u0001\u0002\u0003 | 400",
        "GET /hello HTTP/1.0 | 401",
        "GET /hello HTTP/1.1~Host: x | 401",
        "GET /v1/no/such HTTP/1.1~Host: x | 401",
        "BREW /hello HTTP/1.1~Host: x | 401",
        "CONNECT x:80 HTTP/1.1~Host: x | 400",
      })
  void anAnswerIsAProblemWhateverWasAsked(String request, int status) {
    String answer = SERVER.answer(request.split("~", -1));
    assertThat(answer)
        .matches("(?s)HTTP/1\\.[01] " + status + " .*")
        .contains("content-type: application/problem+json", "\"traceId\":\"")
        .contains("x-request-id: ", "x-content-type-options: nosniff");
    assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
  }

  @Test
  void everyAnswerHasItsStandingHeaders() {
    String answer = SERVER.answer("GET /hello HTTP/1.1", "Host: x", TestServer.AUTHORIZATION);
    assertThat(answer)
        .contains(
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "content-security-policy: default-src 'none'; frame-ancestors 'none'",
            "cache-control: private, no-cache")
        .doesNotContain("strict-transport-security");
    assertThat(SERVER.answer("GET /unsubscribe/x HTTP/1.1", "Host: x"))
        .contains("content-type: text/html", "frame-ancestors 'none'", "form-action 'self'");
  }

  @ParameterizedTest
  @CsvSource({
    "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, true",
    "traceparent: 01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more, true",
    "X-Request-Id: 4bf92f3577b34da6a3ce929d0e0e4736, true",
    "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more, false",
    "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01, false",
    "traceparent: ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, false",
    "traceparent: 00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01, false",
    "X-Request-Id: ' 4bf92f3577b34da6a3ce929d0e0e4736\tx', false",
    "traceparent: 4bf92f3577b34da6a3ce929d0e0e4736, false",
  })
  void theTraceIdIsTheClientsWhereItIsOne(String header, boolean taken) {
    String answer = SERVER.answer("GET /v1/users HTTP/1.1", "Host: x", header);
    assertThat(answer).containsPattern("x-request-id: [0-9a-f]{32}\r\n");
    String id = answer.split("x-request-id: ", -1)[1].substring(0, TRACE.length());
    assertThat(answer).contains("\"traceId\":\"" + id + "\"");
    assertThat(id.equals(TRACE)).isEqualTo(taken);
  }

  @Test
  void twoTraceparentsAreNone() {
    String parent = "traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01";
    assertThat(SERVER.answer("GET /hello HTTP/1.1", "Host: x", parent, parent))
        .doesNotContain(TRACE);
  }

  @Test
  void aClientThatLeavesIsNoFaultOfOurs() {
    String start = "POST /process HTTP/1.1\r\nHost: x\r\n" + TestServer.AUTHORIZATION + "\r\n";
    String json = "Content-Type: application/json\r\n";
    for (String begun :
        new String[] {
          "",
          "GET /hel",
          start + json + "Content-Length: 100\r\n\r\n{",
          start + json + "Transfer-Encoding: chunked\r\n\r\n4\r\nab",
          "GET /delay/20 HTTP/1.1\r\nHost: x\r\n" + TestServer.AUTHORIZATION + "\r\n\r\n",
          "GET /stream HTTP/1.1\r\nHost: x\r\n" + TestServer.AUTHORIZATION + "\r\n\r\n",
        }) {
      RawSocket leaving = SERVER.socket().send(begun);
      if (begun.contains("/stream")) {
        leaving.until("Chunk 0");
      }
      leaving.closeHard();
    }
    SERVER.awaitNoTasks();
    assertThat(SERVER.answer("GET /hello HTTP/1.1", "Host: x", TestServer.AUTHORIZATION))
        .startsWith("HTTP/1.1 200");
    assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-None: 1 | 200",
        "Accept: | 200",
        "Accept: application/json | 200",
        "Accept: */* | 200",
        "Accept: application/*;q=0.1 | 200",
        "Accept: text/html, application/xml;q=0.9, */*;q=0.8 | 200",
        "Accept: Application/JSON; charset=utf-8 | 200",
        "Accept: application/xml | 406",
        "Accept: text/* | 406",
        "Accept: application/json;q=0 | 406",
        "Accept: */*, application/json;q=0 | 406",
        "Accept: application/*;q=0, application/json | 200",
        "Accept: nonsense | 406",
      })
  void anAnswerIsOfATypeThatItsReaderTakes(String header, int status) {
    String answer =
        SERVER.answer("GET /hello HTTP/1.1", "Host: x", TestServer.AUTHORIZATION, header);
    assertThat(answer).startsWith("HTTP/1.1 " + status);
    if (status == 406) {
      assertThat(answer).contains("\"code\":\"not-acceptable\"", "application/json, which Accept");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | 200",
        "application/json; charset=UTF-8 | 200",
        "application/json; charset=utf-16 | 415",
        "text/json | 415",
        "application/x-www-form-urlencoded | 415",
        "'' | 415",
      })
  void aBodyMustBeCalledJson(String type, int status) {
    try (RawSocket socket = SERVER.socket()) {
      String head =
          String.join(
              "\r\n",
              "POST /process HTTP/1.1",
              "Host: x",
              TestServer.AUTHORIZATION,
              "Connection: close",
              type.isEmpty() ? "X-None: 1" : "Content-Type: " + type,
              "Content-Length: 2",
              "",
              "{}");
      assertThat(socket.send(head).rest()).startsWith("HTTP/1.1 " + status);
    }
  }

  @Test
  void whatIsStreamedHasItsOwnType() {
    assertThat(
            SERVER.answer(
                "HEAD /stream HTTP/1.1", "Host: x", TestServer.AUTHORIZATION, "Accept: text/plain"))
        .startsWith("HTTP/1.1 200");
    assertThat(
            SERVER.answer(
                "HEAD /stream HTTP/1.1",
                "Host: x",
                TestServer.AUTHORIZATION,
                "Accept: application/json"))
        .startsWith("HTTP/1.1 406");
  }
}

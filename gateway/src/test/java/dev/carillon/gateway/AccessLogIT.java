package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.carillon.gateway.testkit.RawSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AccessLogIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String BODY = "{\"password\":\"marked-secret\"}";

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @Test
  void everyRequestHasItsLineAndNoLineASecret() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger("dev.carillon.access");
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
          }
        };
    appender.start();
    logger.setLevel(ch.qos.logback.classic.Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(appender);
    try (TestServer server = new TestServer("CARILLON_ACCESS_LOG=all")) {
      assertLines(server);
    } finally {
      logger.detachAppender(appender);
    }
  }

  private void assertLines(TestServer server) throws Exception {
    List<String> seen = new ArrayList<>();
    server.answer(
        "GET /hello?name=marked-secret HTTP/1.1",
        "Host: x",
        TestServer.AUTHORIZATION,
        "X-Request-Id: " + TRACE);
    seen.add(next());
    assertThat(seen.get(0)).matches("GET /hello 200 \\d+ ms ada " + TRACE);
    server.answer("GET /v1/users HTTP/1.1", "Host: x", "Authorization: Bearer marked-secret");
    seen.add(next());
    assertThat(seen.get(1)).matches("GET /v1/users 401 \\d+ ms - [0-9a-f]{32}");
    server.answer("GET /%zz?marked-secret HTTP/1.1", "Host: x");
    seen.add(next());
    assertThat(seen.get(2)).matches("GET /%zz 400 0 ms - [0-9a-f]{32}");
    server.answer("GET /unsubscribe/marked-secret HTTP/1.1", "Host: x");
    seen.add(next());
    assertThat(seen.get(3)).startsWith("GET /unsubscribe/... ");
    try (RawSocket socket = server.socket()) {
      socket.head(
          "POST /process HTTP/1.1",
          "Host: x",
          TestServer.AUTHORIZATION,
          "Content-Type: application/json",
          "Content-Length: " + BODY.length());
      socket.send(BODY).until("marked-secret");
    }
    seen.add(next());
    assertThat(seen.get(4)).startsWith("POST /process 200 ");
    try (RawSocket socket = server.socket()) {
      socket.head("GET /delay/20 HTTP/1.1", "Host: x", TestServer.AUTHORIZATION);
      server.awaitTasks(1);
    }
    seen.add(next());
    assertThat(seen.get(5)).startsWith("GET /delay/20 499 ");
    try (RawSocket socket = server.socket()) {
      socket.head(
          "GET /ws HTTP/1.1",
          "Host: x",
          TestServer.AUTHORIZATION,
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
      socket.until("\r\n\r\n");
    }
    seen.add(next());
    assertThat(seen.get(6)).matches("GET /ws 101 \\d+ ms ada [0-9a-f]{32}");
    assertThat(seen).noneMatch(line -> line.contains("marked-secret"));
  }

  private String next() throws InterruptedException {
    String line = lines.poll(30, TimeUnit.SECONDS);
    assertThat(line).as("a line").isNotNull();
    return line;
  }
}

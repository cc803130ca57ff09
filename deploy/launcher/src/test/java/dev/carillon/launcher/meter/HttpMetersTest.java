package dev.carillon.launcher.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers do to an HTTP server is counted, and what they say makes no series. */
class HttpMetersTest {
  private static final String PREFIX = "vertx.http.server.";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Promise<Void> asked = Promise.promise();
  private final Vertx vertx =
      Vertx.builder()
          .with(
              new VertxOptions()
                  .setEventLoopPoolSize(1)
                  .setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true)))
          .withMetrics(NodeMetrics.factory(registry, Clocks.system()))
          .build();
  private final HttpServer server = vertx.createHttpServer().requestHandler(this::answer);
  private final int port = server.listen(0, "127.0.0.1").await().actualPort();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/never" -> asked.tryComplete();
      case "/missing" -> request.response().setStatusCode(404).end("not here");
      default -> request.response().end("here");
    }
  }

  @Test
  void answersAreCountedByTheirStatus() throws Exception {
    ask("GET /here HTTP/1.0\r\n\r\n");
    ask("POST /here HTTP/1.0\r\ncontent-length: 3\r\n\r\nabc");
    ask("GET /missing HTTP/1.0\r\n\r\n");
    closeServer();
    assertThat(registry.get(PREFIX + "requests").tag("code", "200").counter().count()).isEqualTo(2);
    assertThat(registry.get(PREFIX + "requests").tag("code", "404").counter().count()).isEqualTo(1);
    assertThat(registry.get(PREFIX + "response.time").tag("code", "200").timer().count())
        .isEqualTo(2);
    assertThat(registry.get(PREFIX + "response.bytes").tag("code", "404").summary().totalAmount())
        .isEqualTo("not here".length());
    assertThat(registry.get(PREFIX + "request.bytes").summary().totalAmount()).isEqualTo(3);
    assertThat(registry.get(PREFIX + "bytes.read").counter().count()).isPositive();
    assertThat(registry.get(PREFIX + "bytes.written").counter().count()).isPositive();
  }

  @Test
  void whatACallerInventsMakesNoSeries() throws Exception {
    ask("GET /here HTTP/1.0\r\n\r\n");
    int series = registry.getMeters().size();
    for (int i = 0; i < 200; i++) {
      ask("M" + i + " /here/" + i + " HTTP/1.0\r\n\r\n");
    }
    closeServer();
    assertThat(registry.get(PREFIX + "requests").counter().count()).isEqualTo(201);
    assertThat(registry.getMeters()).hasSize(series);
  }

  @Test
  void whoLeavesBeforeTheAnswerIsWaitedForNoLonger() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      write(socket, "GET /never HTTP/1.1\r\nhost: localhost\r\n\r\n");
      asked.future().await(10, TimeUnit.SECONDS);
      assertThat(gauge("active.requests")).isEqualTo(1);
      assertThat(gauge("active.connections")).isEqualTo(1);
    }
    closeServer();
    assertThat(registry.get(PREFIX + "request.resets").counter().count()).isEqualTo(1);
  }

  /** With the server every connection of its has ended. */
  private void closeServer() throws TimeoutException {
    server.close().await(10, TimeUnit.SECONDS);
    assertThat(gauge("active.requests")).isZero();
    assertThat(gauge("active.connections")).isZero();
  }

  private double gauge(String name) {
    return registry.get(PREFIX + name).gauge().value();
  }

  private void ask(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      write(socket, request);
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }
}

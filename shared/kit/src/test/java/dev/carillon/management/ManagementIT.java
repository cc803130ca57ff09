package dev.carillon.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.lifecycle.Component;
import dev.carillon.lifecycle.ListenException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The management port over raw sockets. */
@SuppressWarnings("AddressSelection") // literal addresses
class ManagementIT {
  private static final Vertx VERTX = Vertx.vertx();
  private static int port;

  @BeforeAll
  static void open() throws Exception {
    Component management =
        Management.component(
            VERTX,
            ConfigSource.of(
                new JsonObject()
                    .put("CARILLON_MANAGEMENT_PORT", 0)
                    .put("CARILLON_MANAGEMENT_NAMES", "metrics.example")
                    .put("CARILLON_MANAGEMENT_CONNECTIONS", 2),
                Map.of()),
            Clocks.system());
    management.start().get().await(30, TimeUnit.SECONDS);
    port = Management.port(VERTX).await(30, TimeUnit.SECONDS);
  }

  @Test
  void aPortThatIsTakenIsNamedWithItsSetting() throws Exception {
    Vertx other = Vertx.vertx();
    Component second =
        Management.component(
            other,
            ConfigSource.of(new JsonObject().put("CARILLON_MANAGEMENT_PORT", port), Map.of()),
            Clocks.system());
    assertThatThrownBy(() -> second.start().get().await(30, TimeUnit.SECONDS))
        .isInstanceOf(ListenException.class)
        .hasMessageStartingWith("127.0.0.1:" + port + " cannot be listened on")
        .hasMessageEndingWith("CARILLON_MANAGEMENT_PORT");
    other.close().await(30, TimeUnit.SECONDS);
  }

  @AfterAll
  static void close() throws Exception {
    VERTX.close().await(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /livez HTTP/1.1~Host: 127.0.0.1:8081 | 200",
        "GET /livez HTTP/1.1~Host: [::1]:8081 | 200",
        "GET /livez HTTP/1.1~Host: LocalHost | 200",
        "GET /metrics HTTP/1.1~Host: metrics.example:8081 | 200",
        "HEAD /livez HTTP/1.1~Host: 10.1.2.3 | 200",
        "GET /livez HTTP/1.1~Host: evil.example | 421",
        "GET /livez HTTP/1.1~Host: 127.0.0.1.evil.example | 421",
        "GET /livez HTTP/1.1 | 421",
        "GET /livez HTTP/1.0 | 200",
        "GET /livez HTTP/1.0~Host: evil.example | 421",
        "GET /livez HTTP/1.1~Host: localhost~Host: localhost | 421",
        "POST /livez HTTP/1.1~Host: localhost~Content-Length: 4000000000 | 405",
        "GET /livez HTTP/1.1~Host: localhost~Content-Length: 4000000000 | 400",
        "GET /none HTTP/1.1~Host: localhost | 404",
        "nonsense | 400",
      })
  void whoAsksByAForeignNameOrSendsABodyIsRefused(String head, int status) {
    assertThat(answer(head)).matches("(?s)HTTP/1\\.[01] " + status + " .*connection: close.*");
  }

  @Test
  void oneTooManyIsToldSo() throws IOException {
    List<Socket> open = new ArrayList<>();
    try {
      open.add(new Socket(InetAddress.getLoopbackAddress(), port));
      open.add(new Socket(InetAddress.getLoopbackAddress(), port));
      assertThat(answer("GET /livez HTTP/1.1~Host: localhost"))
          .startsWith("HTTP/1.1 503")
          .contains("retry-after: 1", "2 connections are open already");
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
    Await.until(
        Duration.ofSeconds(10),
        () -> "room again",
        () -> answer("GET /livez HTTP/1.1~Host: localhost").startsWith("HTTP/1.1 200"));
  }

  private static String answer(String head) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write((head.replace("~", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

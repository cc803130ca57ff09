package dev.carillon.e2e.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Client.Answer;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may open a WebSocket, what may be said on it, and how large a request may be. */
@WithUp("CARILLON_ORIGINS=https://app.example")
class EdgesIT {
  private static final String PAGE = "https://app.example";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path folder;

  private final Up up;

  EdgesIT(Up up) {
    this.up = up;
  }

  @Test
  void aWebSocketNeedsAKeyInTheHeaderOrInHello() {
    assertRefused(() -> up.client(null).webSocket(null), 401);
    try (Client.Socket socket = up.client(null).webSocket("carillon.v1.json")) {
      socket.send(new JsonObject().put("type", "hello").put("key", up.key()));
      assertThat(socket.frame().getString("type")).isEqualTo("welcome");
    }
    try (Client.Socket socket = up.client(null).webSocket("carillon.v1.json")) {
      socket.send(new JsonObject().put("type", "hello").put("key", "sk_wrong"));
      assertThat(socket.next("closed")).isEqualTo("closed 4401");
    }
  }

  @Test
  void whoDoesNotSayHelloInTimeIsClosed() {
    try (Client.Socket socket = up.client().webSocket("carillon.v1.json")) {
      assertThat(socket.next("closed")).isEqualTo("closed 4408");
    }
  }

  /** With a token of an end user, which pages use. */
  @Test
  void pagesOfTheListAndNoOthersMayRead() {
    String token = token();
    Answer preflight =
        page("OPTIONS", "/v1/tickets", PAGE, "Access-Control-Request-Method", "POST");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("access-control-allow-origin")).isEqualTo(PAGE);
    assertThat(preflight.header("access-control-allow-headers")).contains("authorization");
    assertThat(preflight.header("access-control-allow-credentials")).isNull();
    assertThat(preflight.header("vary")).isEqualTo("origin");
    for (String origin :
        List.of(
            "https://evil.example",
            "null",
            "https://app.example.evil.example",
            "https://app.example:443",
            "http://app.example",
            "HTTPS://APP.EXAMPLE",
            "*")) {
      Answer refused =
          page("OPTIONS", "/v1/tickets", origin, "Access-Control-Request-Method", "POST");
      assertThat(refused.status()).as(origin).isEqualTo(403);
      assertThat(refused.header("access-control-allow-origin")).as(origin).isNull();
      Answer answer = page("POST", "/v1/tickets", origin, "Authorization", "Bearer " + token);
      assertThat(answer.status()).as(origin).isEqualTo(403);
      assertThat(answer.header("access-control-allow-origin")).as(origin).isNull();
    }
    Answer allowed = page("POST", "/v1/tickets", PAGE, "Authorization", "Bearer " + token);
    assertThat(allowed.hasStatus(201).header("access-control-allow-origin")).isEqualTo(PAGE);
    Answer unknown = page("POST", "/v1/tickets", PAGE, "Authorization", "Bearer a.b.c");
    assertThat(unknown.hasStatus(401).header("access-control-allow-origin")).isEqualTo(PAGE);
  }

  @Test
  void aForeignOriginIsRefusedAndAListedOneIsNot() {
    assertRefused(() -> up.client().webSocket(null, "https://evil.example"), 403);
    assertRefused(() -> up.client().webSocket(null, "https://app.example.evil"), 403);
    up.client().webSocket(null, "https://app.example").close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "{\"type\":\"sub\",\"x\":1}", "[]", "{\"type\":1}"})
  void aFrameThatIsNotOfTheProtocolClosesIt(String frame) {
    try (Client.Socket socket = up.client().webSocket("carillon.v1.json")) {
      socket.send(frame);
      assertThat(socket.frame().getString("type")).isEqualTo("error");
      assertThat(socket.next("closed")).isEqualTo("closed 4400");
    }
  }

  @Test
  void aTypeThatIsNotKnownIsAnErrorAndTheConnectionGoesOn() {
    try (Client.Socket socket = up.client().webSocket("carillon.v1.json")) {
      socket.send(new JsonObject().put("type", "jump").put("id", "9"));
      JsonObject error = socket.frame();
      assertThat(error.getString("type")).isEqualTo("error");
      assertThat(error.getString("code")).isEqualTo("unknown-type");
      assertThat(error.getString("id")).isEqualTo("9");
      socket.send(new JsonObject().put("type", "hello"));
      assertThat(socket.frame().getString("type")).isEqualTo("welcome");
    }
  }

  @Test
  void aTopicThatIsNotOfferedIsRefusedAndTheConnectionGoesOn() {
    try (Client.Socket socket = up.client().webSocket("carillon.v1.json")) {
      socket.send(new JsonObject().put("type", "hello"));
      socket.frame();
      socket.send(new JsonObject().put("type", "sub").put("id", "7").put("topic", "secrets"));
      JsonObject error = socket.frame();
      assertThat(error.getString("id")).isEqualTo("7");
      assertThat(error.getString("code")).isEqualTo("forbidden");
      socket.send(new JsonObject().put("type", "sub").put("id", "8").put("topic", "broadcasts"));
      assertThat(socket.frame().getString("type")).isEqualTo("ok");
    }
  }

  @Test
  void plainClientsNeverHearOfUsers() {
    try (Client.Socket socket = up.client().webSocket(null)) {
      up.client().createUser("private@example.org", "Private");
      socket.send("end");
      StringBuilder heard = new StringBuilder();
      for (String text = ""; !text.equals("Broadcast: end"); text = socket.next("")) {
        heard.append(text);
      }
      assertThat(heard.append(socket.next("Periodic")).toString()).doesNotContain("private");
    }
  }

  @Test
  void linesAndHeadersHaveTheirLimits() {
    up.client().get("/v1/users?cursor=" + "x".repeat(5_000)).hasStatus(414);
    up.client()
        .send(up.client().request("/v1/users").header("X-Large", "x".repeat(9_000)).GET())
        .hasStatus(431);
  }

  @Test
  void aKeyOfARoleBelowIsForbiddenUntilTheKeyFileIsReadAgain() throws Exception {
    assumeFalse(isHangupIgnored(), "HUP is ignored here, as nohup does it; no child can hear it");
    // The admin's own hash under the role of a reader, in a key file of the test.
    String line = up.read("api-keys").strip();
    String hash = line.substring(line.lastIndexOf(' ') + 1);
    Path settings = Files.writeString(folder.resolve("settings"), "");
    Path keys = Files.writeString(folder.resolve("keys"), "reader reader " + hash + "\n");
    Path trusted =
        Files.copy(
            Path.of(SelfSignedCertificate.create("localhost").certificatePath()),
            folder.resolve("trusted"));
    try (Up readers =
        Up.start(
            folder.resolve("two"),
            Map.of(
                "CARILLON_API_KEYS_FILE",
                keys.toString(),
                "CARILLON_CONFIG",
                settings.toString(),
                "CARILLON_SMTP_TRUST",
                trusted.toString()))) {
      Client reader = readers.client(up.key());
      reader.get("/v1/users").hasStatus(200);
      reader.post("/v1/users", new JsonObject()).hasStatus(403);
      reader.get("/v1/users/01a2053c-f08d-7000-9f43-db727cead178/audit").hasStatus(403);

      Files.writeString(keys, "writer writer " + hash + "\n");
      Files.writeString(settings, "CARILLON_LOG_LEVEL=DEBUG\n");
      readers.process().signal("HUP");
      Await.until(
          LIMIT,
          () -> "the role of the new file",
          () -> reader.post("/v1/users", new JsonObject()).status() != 403);
      readers.process().awaitOutput(" DEBUG ", LIMIT);

      Files.writeString(keys, "not a line of keys: marked\n");
      Files.writeString(settings, "CARILLON_LOG_LEVEL=marked\n");
      Files.writeString(trusted, "not a certificate: marked\n");
      readers.process().signal("HUP");
      for (String setting :
          List.of("CARILLON_LOG_LEVEL", "CARILLON_API_KEYS_FILE", "CARILLON_SMTP_TRUST")) {
        readers.process().awaitOutput(setting + " stays as it was", LIMIT);
      }
      reader.get("/v1/users").hasStatus(200);
      assertThat(readers.process().output()).doesNotContain("marked");
    }
  }

  private Answer page(String method, String path, String origin, String name, String value) {
    return up.client(null)
        .send(method, path, method.equals("POST") ? "{}" : null, "Origin", origin, name, value);
  }

  private String token() {
    String user = up.client().createUser("pages@example.org", "Pages").getString("id");
    return up.client()
        .post("/v1/tokens", new JsonObject().put("userId", user))
        .hasStatus(201)
        .json()
        .getString("token");
  }

  /** Signal 1 in the mask of what this process, and so its children, ignore. */
  private static boolean isHangupIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> "13579bdf".indexOf(line.charAt(line.length() - 1)) >= 0);
  }

  private static void assertRefused(Runnable handshake, int status) {
    assertThatThrownBy(handshake::run)
        .isInstanceOfSatisfying(
            CompletionException.class,
            e ->
                assertThat(((WebSocketHandshakeException) e.getCause()).getResponse().statusCode())
                    .isEqualTo(status));
  }
}

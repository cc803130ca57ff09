package dev.carillon.gateway.bridge;

import static dev.carillon.gateway.bridge.BridgeClient.code;
import static dev.carillon.gateway.bridge.BridgeClient.frame;
import static dev.carillon.gateway.bridge.BridgeClient.get;
import static dev.carillon.gateway.bridge.BridgeServer.ADMIN;
import static dev.carillon.gateway.bridge.BridgeServer.ID;
import static dev.carillon.gateway.bridge.BridgeServer.READER;
import static dev.carillon.gateway.bridge.BridgeServer.SILENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Call;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.contract.users.Users;
import dev.carillon.request.Scope;
import dev.carillon.request.Scopes;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients of the two bridges can do. */
class BridgeIT {
  private static BridgeServer server;

  @BeforeAll
  static void start() {
    server = BridgeServer.start(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void forget() {
    server.calls().clear();
  }

  @ParameterizedTest
  @EnumSource
  void aRequestIsAnsweredWithTheRecordAsJson(Transport transport) throws Exception {
    try (BridgeClient client = transport.connect(server)) {
      client.send(READER, get(ID).put("replyAddress", "r1"));
      JsonObject answer = client.next();
      assertThat(answer.getString("type")).isIn("rec", "message");
      assertThat(answer.getString("address")).isEqualTo("r1");
      assertThat(answer.getJsonObject("body").getString("name")).isEqualTo("J\u00f6");
      client.send(new JsonObject().put("type", "ping")); // the key is needed once
      if (transport == Transport.TCP) {
        assertThat(client.next()).isEqualTo(new JsonObject().put("type", "pong"));
      }
      client.settle();
    }
  }

  /** Whoever the client says that it is, the services hear who its key is. */
  @ParameterizedTest
  @EnumSource
  void forgedHeadersOfACallAreOverwritten(Transport transport) throws Exception {
    try (BridgeClient client = transport.connect(server)) {
      JsonObject forged = new JsonObject();
      Call.HEADERS.forEach(name -> forged.put(name, "admin"));
      forged
          .put("c-remaining-ms", "99999999")
          .put("C-Scopes", "admin")
          .put("codecName", "x")
          .put("Idempotency-Key", "once")
          .put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
      client.send(READER, get(ID).put("replyAddress", "r").put("headers", forged));
      assertThat(client.next().getString("address")).isEqualTo("r");
      client.send(frame("send", "users.create.v1").put("headers", forged).put("replyAddress", "c"));
      assertThat(code(client.next())).isEqualTo("FORBIDDEN");
    }
    assertThat(server.calls()).hasSize(1);
    Call call = server.calls().get(0);
    assertThat(call.principal()).isEqualTo("reader");
    assertThat(call.scopes()).isEqualTo(Scopes.of(Scope.USERS_READ, Scope.subscribe("*")));
    assertThat(call.requestId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(call.idempotencyKey()).isEqualTo("once");
    assertThat(call.deadline().remainingMillis(Clocks.system()))
        .isLessThanOrEqualTo(Users.GET.timeout().toMillis());
  }

  @ParameterizedTest
  @EnumSource
  void failuresComeAsJsonAndFaultsOfTheBodyNameTheField(Transport transport) throws Exception {
    try (BridgeClient client = transport.connect(server).greet(ADMIN)) {
      client.send(frame("send", "users.get.v1").put("replyAddress", "none"));
      assertThat(code(client.next())).isEqualTo("INVALID");
      JsonObject body = new JsonObject().put("id", ID.toString()).put("extra", 1);
      client.send(frame("send", "users.get.v1").put("replyAddress", "r").put("body", body));
      JsonObject failure = client.next();
      assertThat(failure.getString("address")).isEqualTo("r");
      assertThat(failure.getString("failureType")).isEqualTo("RECIPIENT_FAILURE");
      assertThat(failure.getInteger("failureCode")).isEqualTo(1);
      JsonObject message = new JsonObject(failure.getString("message"));
      assertThat(message.getString("code")).isEqualTo("INVALID");
      assertThat(message.getJsonArray("details").getJsonObject(0).getString("pointer"))
          .isEqualTo("/extra");
      client.send(get(ID).put("headers", new JsonObject().put("idempotency-key", "\u0001")));
      assertThat(code(client.next())).isEqualTo("INVALID");
      client.send(frame("publish", "users.changed.v1").put("body", new JsonObject()));
      assertThat(code(client.next())).isEqualTo("FORBIDDEN");
      client.send(frame("send", "users.list.v1").put("replyAddress", "r").put("body", body));
      assertThat(code(client.next())).as("nobody serves it here").isIn("UNAVAILABLE", "INVALID");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRequestThatIsNotAnsweredEndsWithTheTimeOutOfItsContract(Transport transport)
      throws Exception {
    try (BridgeClient client = transport.connect(server).greet(ADMIN)) {
      client.send(get(SILENT).put("replyAddress", "silent"));
      client.settle(); // others do not wait for it
      JsonObject late = client.next();
      assertThat(late.getString("address")).isEqualTo("silent");
      assertThat(late.getString("failureType")).isEqualTo("TIMEOUT");
      assertThat(code(late)).isEqualTo("TIMEOUT");
    }
  }

  @ParameterizedTest
  @EnumSource
  void eventsComeToWhoHasRegisteredUntilItUnregisters(Transport transport) throws Exception {
    try (BridgeClient client = transport.connect(server).greet(READER);
        BridgeClient other = transport.connect(server).greet(READER)) {
      client.send(frame("register", "users.changed.v1"));
      other.send(frame("register", "users.changed.v1"));
      client.settle();
      other.settle();
      server.bus().publish(Users.CHANGED, event("user:1"));
      JsonObject event = client.next();
      assertThat(event.getString("address")).isEqualTo("users.changed.v1");
      assertThat(event.getJsonObject("body").getString("subject")).isEqualTo("user:1");
      assertThat(other.next()).isEqualTo(event);
      client.send(frame("unregister", "users.changed.v1"));
      client.settle();
      server.bus().publish(Users.CHANGED, event("user:2"));
      assertThat(other.next().getJsonObject("body").getString("subject")).isEqualTo("user:2");
      client.settle();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionEndsWithTheRevocationOfItsKey(Transport transport) throws Exception {
    String name = "ci-" + transport.name().toLowerCase(Locale.ROOT);
    String key = server.add(name, "users:read");
    try (BridgeClient client = transport.connect(server).greet(key);
        BridgeClient other = transport.connect(server).greet(READER)) {
      server.remove(key);
      assertThat(code(client.next())).isEqualTo("UNAUTHENTICATED");
      assertThat(client.next()).isNull();
      other.settle();
    }
    try (BridgeClient again = transport.connect(server)) {
      again.send(key, get(ID));
      assertThat(code(again.next())).isEqualTo("UNAUTHENTICATED");
      assertThat(again.next()).isNull();
    }
  }

  @Test
  void theStockClientOfSockJsReadsTheReasonOfTheEnd() throws Exception {
    try (SockJsClient client = new SockJsClient(server.httpPort())) {
      client.send("no JSON");
      assertThat(code(client.next())).isEqualTo("INVALID");
      assertThat(client.next()).isNull();
      assertThat(client.end()).startsWith("c[4400,\"").endsWith(" 4400");
    }
  }

  @Test
  void theKeyMayStandInTheHeaderOfTheHandshake() throws Exception {
    String header = "Authorization: Bearer %s\r\n";
    try (SockJsClient client = new SockJsClient(server.httpPort(), header.formatted(READER))) {
      client.send(get(ID).put("replyAddress", "r"));
      assertThat(client.next().getString("address")).isEqualTo("r");
    }
    assertThat(status("/eventbus/042/abcdefgh/websocket", header.formatted("sk_wrong")))
        .isEqualTo("401");
    assertThat(status("/eventbus/042/abcdefgh/websocket", "Origin: https://evil.example\r\n"))
        .isEqualTo("403");
  }

  @Test
  void theQuestionOfTheSockJsClientIsAnsweredToPagesThatAreAllowed() throws Exception {
    HttpResponse<String> info = info("https://app.example");
    assertThat(info.statusCode()).isEqualTo(200);
    assertThat(info.headers().firstValue("access-control-allow-origin"))
        .hasValue("https://app.example");
    JsonObject said = new JsonObject(info.body());
    assertThat(said.getBoolean("websocket")).isTrue();
    assertThat(said.getBoolean("cookie_needed")).isFalse();
    assertThat(info("https://evil.example").statusCode()).isEqualTo(403);
    assertThat(status("/eventbus/042/abcdefgh/xhr_streaming", "")).isEqualTo("404");
  }

  private static HttpResponse<String> info(String origin) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.httpPort() + "/eventbus/info"))
                .header("Origin", origin)
                .build(),
            BodyHandlers.ofString());
  }

  private static String status(String path, String headers) throws Exception {
    try (dev.carillon.gateway.ws.WireClient wire =
        dev.carillon.gateway.ws.WireClient.connect(server.httpPort())) {
      return wire.exchange(
              "GET "
                  + path
                  + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                  + headers
                  + "\r\n")
          .substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
    }
  }

  static DomainEvent<UserEvent> event(String subject) {
    return new DomainEvent<>(
        DomainEvent.SPEC_VERSION,
        UUID.randomUUID(),
        "users",
        Users.CHANGED.address(),
        subject,
        Instant.EPOCH,
        new UserEvent.Erased(ID, null));
  }
}

package dev.carillon.gateway.bridge;

import static dev.carillon.gateway.bridge.BridgeClient.code;
import static dev.carillon.gateway.bridge.BridgeClient.frame;
import static dev.carillon.gateway.bridge.BridgeClient.get;
import static dev.carillon.gateway.bridge.BridgeServer.ADMIN;
import static dev.carillon.gateway.bridge.BridgeServer.ID;
import static dev.carillon.gateway.bridge.BridgeServer.READER;
import static dev.carillon.gateway.bridge.BridgeServer.SILENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.catalogue.Catalogue;
import dev.carillon.contract.live.Live;
import dev.carillon.contract.mail.MailChanges;
import dev.carillon.contract.users.Users;
import dev.carillon.request.Scope;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients of the two bridges cannot do; meanwhile another client is served as always. */
class BridgeAttacksIT {
  private static final int LONGEST = 4_096;
  private static final int FRAMES = 400;

  private static BridgeServer server;
  private BridgeClient bystander;

  @BeforeAll
  static void start() {
    server =
        BridgeServer.start(
            Map.of(
                "CARILLON_LIVE_MESSAGE_BYTES",
                LONGEST,
                "CARILLON_LIVE_FRAMES",
                FRAMES,
                "CARILLON_LIVE_HELLO",
                "60s",
                "CARILLON_LIVE_STRANGERS_PER_ADDRESS",
                6,
                "CARILLON_LIVE_SOCKET_BYTES",
                131_072,
                "CARILLON_BRIDGE_REQUESTS",
                8,
                "CARILLON_REQUESTS_PER_KEY",
                12));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void letSomebodyElseIn() throws IOException {
    bystander = Transport.SOCKJS.connect(server).greet(ADMIN);
    bystander.send(frame("register", "users.changed.v1"));
    bystander.settle();
    server.calls().clear();
  }

  @AfterEach
  void othersAreServed() throws IOException {
    bystander.settle();
    bystander.close();
    assertThat(server.inside()).as("what came through to what is not exposed").isZero();
    server.speak();
  }

  @ParameterizedTest
  @EnumSource
  void nothingPassesThatIsNotExposed(Transport transport) throws Exception {
    try (BridgeClient client = transport.connect(server).greet(ADMIN)) {
      List<String> addresses =
          new ArrayList<>(
              List.of(
                  "users.ping.v1@local", "users.ping.v1@" + server.bus().node(), "__vertx.subs"));
      addresses.addAll(List.of("users.events-to.mail.v1", "*", ".*", "greeting", "no.such.v1"));
      Catalogue.contracts().stream()
          .filter(contract -> !contract.isExposed())
          .forEach(contract -> addresses.add(contract.address()));
      Catalogue.topics().forEach(topic -> addresses.add(topic.address()));
      for (String address : addresses) {
        client.send(frame("send", address).put("body", new JsonObject()).put("replyAddress", "r"));
        assertThat(code(client.next())).as(address).isEqualTo("FORBIDDEN");
        client.send(frame("send", address).put("body", new JsonObject()));
        assertThat(code(client.next())).as(address).isEqualTo("FORBIDDEN");
      }
      for (String address : List.of("keys.changed.v1", "users.get.v1", "r", "users.changed.v1.x")) {
        client.send(frame("register", address));
        assertThat(code(client.next())).as(address).isEqualTo("FORBIDDEN");
      }
      client.send(new JsonObject().put("type", "send"));
      assertThat(code(client.next())).isEqualTo("FORBIDDEN");
    }
  }

  /** Each exposed contract is refused to a key without its scope, and each topic. */
  @ParameterizedTest
  @EnumSource
  void nothingPassesForAnotherScope(Transport transport) throws Exception {
    String key = server.add("inbox-" + transport.name().toLowerCase(Locale.ROOT), "inbox:read");
    try (BridgeClient client = transport.connect(server)) {
      client.send(key, new JsonObject().put("type", "ping"));
      if (transport == Transport.TCP) {
        client.next();
      }
      for (String address :
          Catalogue.contracts().stream()
              .filter(c -> c.isExposed() && !c.scope().equals(Scope.INBOX_READ))
              .map(c -> c.address())
              .toList()) {
        client.send(frame("send", address).put("body", new JsonObject()).put("replyAddress", "r"));
        assertThat(code(client.next())).as(address).isEqualTo("FORBIDDEN");
      }
      for (var topic : Catalogue.topics()) {
        client.send(frame("register", topic.address()));
        assertThat(code(client.next())).as(topic.address()).isEqualTo("FORBIDDEN");
      }
      server.bus().publish(Users.CHANGED, BridgeIT.event("user:1"));
      assertThat(bystander.next().getString("address")).isEqualTo("users.changed.v1");
    }
    assertThat(server.calls()).isEmpty();
  }

  /** A scope to listen is not enough where the events hold what others must ask for. */
  @ParameterizedTest
  @EnumSource
  void whoMayNotReadMailHearsNothingOfIt(Transport transport) throws Exception {
    try (BridgeClient client = transport.connect(server).greet(READER)) {
      client.send(frame("register", "mail.changed.v1"));
      assertThat(code(client.next())).isEqualTo("FORBIDDEN");
      server.bus().publish(Live.MAIL_CHANGED, new MailChanges(List.of()));
      client.settle();
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutAGoodKeyNothingIsHeardAndTheConnectionEnds(Transport transport) throws Exception {
    for (JsonObject frame :
        List.of(
            get(ID),
            frame("register", "users.changed.v1"),
            get(ID).put("headers", new JsonObject().put("authorization", "sk_admin")),
            get(ID).put("headers", new JsonObject().put("authorization", "Bearer sk_nobody")),
            get(ID).put("headers", new JsonObject().put("authorization", "Bearer ")),
            get(ID).put("headers", new JsonObject().put("c-principal", "admin")))) {
      try (BridgeClient client = transport.connect(server)) {
        client.send(frame);
        assertThat(code(client.untilClosed())).isEqualTo("UNAUTHENTICATED");
      }
    }
    try (BridgeClient pings = transport.connect(server)) {
      for (int i = 0; i < 100 && pings.send("{\"type\":\"ping\"}"); i++) {
        // until the server has heard enough of a stranger
      }
      assertTooMany(pings);
    }
    assertThat(server.calls()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoFrameIsAnsweredAndEndsTheConnection(Transport transport) throws Exception {
    for (String frame :
        List.of(
            "",
            "null",
            "[]",
            "\"ping\"",
            "{",
            "{}",
            "{\"type\":\"ping\"} {\"type\":\"ping\"}",
            "{\"type\":\"explode\"}",
            "{\"type\":\"send\",\"type\":\"ping\"}",
            "{\"type\":5}",
            "{\"type\":\"ping\",\"isAdmin\":true}",
            "{\"type\":\"send\",\"address\":[\"users.get.v1\"]}",
            "{\"type\":\"send\",\"address\":\"" + "a".repeat(300) + "\"}",
            "{\"type\":\"send\",\"headers\":{\"a\":{}}}",
            "{\"type\":\"send\",\"body\":" + "[".repeat(100) + "]".repeat(100) + "}",
            "\u0000\u0001\u0002")) {
      try (BridgeClient client = transport.connect(server).greet(ADMIN)) {
        client.send(frame);
        if (!(frame.isEmpty() && transport == Transport.TCP)) {
          assertThat(code(client.next())).as(frame).isEqualTo("INVALID");
        }
        JsonObject last = client.untilClosed();
        assertThat(last == null ? "INVALID" : code(last)).as(frame).isEqualTo("INVALID");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfFramesEndsTheConnection(Transport transport) throws Exception {
    try (BridgeClient client = transport.connect(server).greet(READER)) {
      String ping = "{\"type\":\"ping\"}";
      for (int i = 0; i < 20 * FRAMES && client.send(ping); i++) {
        // until the server ends it
      }
      assertTooMany(client);
    }
    try (SockJsClient client = new SockJsClient(server.httpPort())) {
      client.greet(READER);
      JsonArray many = new JsonArray();
      Stream.generate(() -> "{\"type\":\"ping\"}").limit(LONGEST / 24).forEach(many::add);
      for (int i = 0; i < 20 && client.message(many.encode()); i++) {
        // many frames in one message count as many
      }
      assertThat(code(client.untilClosed())).isEqualTo("RATE_LIMITED");
    }
  }

  /** What the WebSocket beneath SockJS ends by itself is told by its code alone. */
  private static void assertTooMany(BridgeClient client) throws IOException {
    JsonObject last = client.untilClosed();
    if (client instanceof SockJsClient sockJs) {
      assertThat(sockJs.end()).contains("4429");
    } else {
      assertThat(code(last)).isEqualTo("RATE_LIMITED");
    }
  }

  @ParameterizedTest
  @EnumSource
  void thousandsOfRegistrationsAreOneForEachTopic(Transport transport) throws Exception {
    try (BridgeClient client = transport.connect(server).greet(READER)) {
      for (int i = 0; i < FRAMES / 2; i++) {
        client.send(frame("register", "users.changed.v1"));
      }
      client.settle();
      server.bus().publish(Users.CHANGED, BridgeIT.event("user:1"));
      assertThat(client.next().getJsonObject("body").getString("subject")).isEqualTo("user:1");
      client.settle(); // and no second copy
      assertThat(bystander.next().getJsonObject("body").getString("subject")).isEqualTo("user:1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void requestsAtATimeAreBoundedForTheConnectionAndForTheKey(Transport transport) throws Exception {
    try (BridgeClient client = transport.connect(server).greet(READER);
        BridgeClient second = transport.connect(server).greet(READER)) {
      for (int i = 0; i < 8; i++) {
        client.send(get(SILENT).put("replyAddress", "silent"));
      }
      client.send(get(ID).put("replyAddress", "ninth"));
      JsonObject refused = client.next();
      assertThat(refused.getString("address")).isEqualTo("ninth");
      assertThat(code(refused)).isEqualTo("RATE_LIMITED");
      for (int i = 0; i < 4; i++) {
        second.send(get(SILENT).put("replyAddress", "silent"));
      }
      second.send(get(ID).put("replyAddress", "thirteenth"));
      assertThat(code(second.next())).as("12 of the key").isEqualTo("RATE_LIMITED");
      server.speak();
      for (int i = 0; i < 8; i++) {
        assertThat(client.next().getString("address")).isEqualTo("silent");
      }
      client.settle();
    }
  }

  /** Who does not read is cut, and what waited for it is given back. */
  @ParameterizedTest
  @EnumSource
  void whoDoesNotReadIsCut(Transport transport) throws Exception {
    try (BridgeClient slow = transport.connect(server).greet(READER)) {
      slow.send(frame("register", "users.changed.v1"));
      slow.settle();
      String subject = "user:" + "x".repeat(20_000);
      for (int i = 0; i < 400; i++) {
        server.bus().publish(Users.CHANGED, BridgeIT.event(subject));
        assertThat(bystander.next().getString("address")).isEqualTo("users.changed.v1");
      }
      int heard = 0;
      try {
        while (slow.next() != null) {
          heard++;
        }
      } catch (RuntimeException cutInAFrame) {
        // the end of the connection is all that counts
      }
      assertThat(heard).isLessThan(400);
    }
  }

  @ParameterizedTest
  @EnumSource
  void strangersOfOneAddressAreBounded(Transport transport) throws Exception {
    List<BridgeClient> strangers = new ArrayList<>();
    try {
      int refused = 0;
      for (int i = 0; i < 20; i++) {
        try {
          BridgeClient client = transport.connect(server);
          strangers.add(client);
        } catch (IOException notUpgraded) {
          refused++;
        }
      }
      for (BridgeClient client : strangers) {
        client.send("no frame"); // what ends those who were let in
        JsonObject last = client.untilClosed();
        refused += last != null && code(last).equals("RATE_LIMITED") ? 1 : 0;
      }
      assertThat(refused).isGreaterThanOrEqualTo(14);
    } finally {
      for (BridgeClient client : strangers) {
        client.close();
      }
    }
  }
}

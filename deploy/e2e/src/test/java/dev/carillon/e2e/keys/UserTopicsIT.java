package dev.carillon.e2e.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Client.Answer;
import dev.carillon.e2e.harness.Events;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** End users on topics: a token's list and the topic's rule, whichever way they come in. */
@WithUp(value = "CARILLON_WELCOME=off", shared = true)
class UserTopicsIT {
  private static final String RULE =
      "{\"durable\":true,\"subscribe\":[\"reader\"],\"publish\":[\"writer\"]}";
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Up up;
  private final Client admin;

  UserTopicsIT(Up up) {
    this.up = up;
    this.admin = up.client();
  }

  @Test
  void aUserHearsWhatIsItsOwnWhicheverWayItComes() throws IOException {
    rule("own.{userId}.>");
    String user = user("own");
    Client mine = up.client(token(user, List.of("own.>"), List.of("own.*.typing")));
    String topic = "own." + user + ".inbox";
    publish(admin, topic, "1").hasStatus(200);
    assertThat(publish(mine, topic, "2").status()).as("not in its list").isEqualTo(403);
    publish(mine, "own." + user + ".typing", "true").hasStatus(200);
    mine.get("/v1/topics/own." + user + ".typing/messages").hasStatus(200);
    JsonObject history = mine.get("/v1/topics/" + topic + "/messages").hasStatus(200).json();
    assertThat(history.getJsonArray("items")).hasSize(1);
    String ticket = mine.post("/v1/tickets", "{}").hasStatus(201).json().getString("ticket");
    try (Client.Socket socket = open(mine);
        Events byTicket =
            new Events(
                up.port(), null, "/v1/topics/" + topic + "/stream?since=0&ticket=" + ticket)) {
      assertThat(byTicket.status()).isEqualTo(200);
      assertThat(byTicket.data().getInteger("data")).isEqualTo(1);
      try (Events again =
          new Events(up.port(), null, "/v1/stream?topic=" + topic + "&ticket=" + ticket)) {
        assertThat(again.status()).as("a ticket is used up").isEqualTo(401);
      }
      assertThat(subscribed(socket, topic)).isEqualTo("ok");
      socket.send(pub("own." + user + ".typing", "false"));
      assertThat(socket.frame().getString("type")).isEqualTo("ok");
      socket.send(pub(topic, "3"));
      assertThat(socket.frame().getString("code")).isEqualTo("forbidden");
      publish(admin, topic, "4").hasStatus(200);
      assertThat(byTicket.data().getInteger("data")).isEqualTo(4);
      assertThat(socket.frame().getInteger("data")).isEqualTo(4);
    }
  }

  /** With a token for everything that its key may give. */
  @Test
  void noWayLeadsToATopicOfAnotherUser() {
    rule("of.{userId}");
    rule("of.*");
    rule("of.{userId}.>");
    rule("of.>");
    String ada = user("ada");
    String bob = user("bob");
    publish(admin, "of." + bob, "1").hasStatus(200);
    Client mine = up.client(token(ada, List.of(">"), List.of(">")));
    mine.get("/v1/topics/of." + ada + "/messages").hasStatus(200);
    List<String> hostile =
        List.of(
            "of." + bob,
            "of." + bob + ".a",
            "of.*",
            "of.>",
            "of.{userId}",
            "of." + ada.toUpperCase(Locale.ROOT),
            "OF." + ada,
            "of." + ada + ".",
            "of..a",
            "of." + ada + "/../of." + bob,
            "\u043ff." + ada,
            "of." + ada + "\u0000",
            "a" + ".a".repeat(20),
            "of." + "a.".repeat(30) + "a",
            "users.changed",
            "emails",
            "emails." + bob);
    try (Client.Socket socket = open(mine)) {
      for (String topic : hostile) {
        if (topic.indexOf(0) < 0) { // which would end the connection
          assertThat(subscribed(socket, topic)).as(topic).isEqualTo("error");
          socket.send(pub(topic, "1"));
          assertThat(socket.frame().getString("type")).as(topic).isEqualTo("error");
        }
        for (String path : paths(topic)) {
          assertThat(mine.get(path).status()).as(path).isIn(400, 403, 404);
        }
        assertThat(publish(mine, encoded(topic), "1").status()).as(topic).isIn(400, 403, 404);
      }
      assertThat(subscribed(socket, "of." + ada)).as("and goes on").isEqualTo("ok");
    }
    assertThat(mine.get("/v1/stream?topic=of." + ada + "&topic=of." + bob).status()).isEqualTo(403);
    mine.get("/v1/topic-rules").hasStatus(403);
    mine.put("/v1/topic-rules/of." + bob, RULE).hasStatus(403);
  }

  private static List<String> paths(String topic) {
    String twice = encoded(encoded(topic));
    return List.of(
        "/v1/topics/" + encoded(topic) + "/messages",
        "/v1/topics/" + encoded(topic) + "/stream",
        "/v1/topics/" + twice + "/messages",
        "/v1/stream?topic=" + encoded(topic));
  }

  /** Every byte as its number, also those that need not be. */
  private static String encoded(String text) {
    StringBuilder all = new StringBuilder();
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      all.append('%').append("%02X".formatted(one));
    }
    return all.toString();
  }

  @Test
  void aRuleThatGoesEndsWhatWasOpenByIt() throws IOException {
    rule("gone.*");
    Client mine = up.client(token(user("gone"), List.of("gone.*"), List.of()));
    try (Client.Socket socket = open(mine);
        Events events = stream(mine, "gone.a")) {
      assertThat(subscribed(socket, "gone.a")).isEqualTo("ok");
      admin.send("DELETE", "/v1/topic-rules/gone.*", null).hasStatus(204);
      assertThat(socket.next("closed")).isEqualTo("closed 4403");
      ends(events, "forbidden");
    }
    assertThat(mine.get("/v1/topics/gone.a/messages").status()).isEqualTo(403);
  }

  @Test
  void aTokenThatEndsEndsWhatIsOpenAndSaysSo() throws IOException {
    rule("end.*");
    String user = user("ends");
    Client mine = up.client(token(user, List.of("end.*"), List.of()));
    try (Client.Socket socket = open(mine);
        Events events = stream(mine, "end.a")) {
      assertThat(subscribed(socket, "end.a")).isEqualTo("ok");
      admin.send("DELETE", "/v1/users/" + user + "/tokens", null).hasStatus(204);
      long began = System.nanoTime();
      assertThat(socket.next("closed")).isEqualTo("closed 4401");
      ends(events, "unauthenticated");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    }
  }

  /** A token lives no longer than the key that has asked for it. */
  @Test
  void aTokenThatExpiresEndsWhatIsOpenAndSaysSo() throws IOException {
    rule("late.*");
    JsonObject key =
        new JsonObject()
            .put("name", "short")
            .put("scopes", new JsonArray().add("tokens:issue").add("live:subscribe:late.*"))
            .put("expiresAt", Instant.now().plusSeconds(15).toString());
    Client minter = up.client(admin.post("/v1/keys", key).hasStatus(201).json().getString("key"));
    JsonObject wanted = wanted(user("late"), List.of("late.*"), List.of());
    JsonObject made = minter.post("/v1/tokens", wanted).hasStatus(201).json();
    Client mine = up.client(made.getString("token"));
    try (Client.Socket socket = open(mine);
        Events events = stream(mine, "late.a")) {
      assertThat(subscribed(socket, "late.a")).isEqualTo("ok");
      assertThat(socket.next("closed")).isEqualTo("closed 4401");
      assertThat(Instant.now())
          .isBetween(
              Instant.parse(made.getString("expiresAt")),
              Instant.parse(made.getString("expiresAt")).plus(SOON));
      ends(events, "unauthenticated");
    }
  }

  /** A page's ticket is for what stays open, and for nothing else. */
  @Test
  void aTicketOpensNoHistoryAndNoOtherPath() {
    rule("kept.*");
    Client mine = up.client(token(user("kept"), List.of("kept.*"), List.of("kept.*")));
    for (String path :
        List.of("/v1/topics/kept.a/messages", "/v1/users", "/v1/tickets", "/v1/topic-rules")) {
      String ticket = mine.post("/v1/tickets", "{}").hasStatus(201).json().getString("ticket");
      assertThat(up.client(null).get(path + "?ticket=" + ticket).status())
          .as(path)
          .isIn(400, 403, 405);
    }
    String ticket = mine.post("/v1/tickets", "{}").hasStatus(201).json().getString("ticket");
    Answer post =
        up.client(null).post("/v1/topics/kept.a/messages?ticket=" + ticket, "{\"data\":1}");
    post.hasStatus(401);
  }

  private static void ends(Events events, String code) throws IOException {
    assertThat(events.next("event: end")).isNotNull();
    assertThat(events.data().getString("code")).isEqualTo(code);
    assertThat(events.next("0")).as("the last piece of the answer").isEmpty();
  }

  private Events stream(Client mine, String topic) throws IOException {
    String ticket = mine.post("/v1/tickets", "{}").hasStatus(201).json().getString("ticket");
    Events events = new Events(up.port(), null, "/v1/stream?topic=" + topic + "&ticket=" + ticket);
    assertThat(events.status()).isEqualTo(200);
    assertThat(events.next(":")).isNotNull();
    return events;
  }

  private static Client.Socket open(Client mine) {
    Client.Socket socket = mine.webSocket("carillon.v1.json");
    socket.send("{\"type\":\"hello\"}");
    assertThat(socket.frame().getString("type")).isEqualTo("welcome");
    return socket;
  }

  private static String subscribed(Client.Socket socket, String topic) {
    socket.send(new JsonObject().put("type", "sub").put("id", "1").put("topic", topic));
    return socket.frame().getString("type");
  }

  private static JsonObject pub(String topic, String data) {
    return new JsonObject().put("type", "pub").put("id", "p").put("topic", topic).put("data", data);
  }

  private static Answer publish(Client client, String topic, String data) {
    return client.post("/v1/topics/" + topic + "/messages", "{\"data\":" + data + "}");
  }

  private void rule(String pattern) {
    String path = pattern.replace("{", "%7B").replace("}", "%7D").replace(">", "%3E");
    admin.put("/v1/topic-rules/" + path, RULE).hasStatus(200);
  }

  private String user(String name) {
    return admin.createUser(name + "@usertopics.example", name).getString("id");
  }

  private String token(String user, List<String> subscribe, List<String> publish) {
    return admin
        .post("/v1/tokens", wanted(user, subscribe, publish))
        .hasStatus(201)
        .json()
        .getString("token");
  }

  private static JsonObject wanted(String user, List<String> subscribe, List<String> publish) {
    return new JsonObject()
        .put("userId", user)
        .put("subscribe", new JsonArray(subscribe))
        .put("publish", new JsonArray(publish));
  }
}

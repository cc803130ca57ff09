package dev.carillon.e2e.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Events;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.SilentProxy;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is there, as clients of WebSockets, of streams and of the API see it. */
@WithUp({
  "CARILLON_WELCOME=off",
  "CARILLON_LIVE_PING=3s",
  "CARILLON_LIVE_PRESENCE_GRACE=10s",
  "CARILLON_LIVE_PRESENCE_PER_USER=3"
})
class PresenceIT {
  private static final String PROTOCOL = "carillon.v1.json";
  private static final Duration PING = Duration.ofSeconds(3);
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration SLACK = Duration.ofSeconds(30);

  private final Up up;
  private final Client admin;

  PresenceIT(Up up) {
    this.up = up;
    this.admin = up.client();
  }

  @Test
  void usersComeAndGoOnceHoweverManyTabsTheyHave() throws IOException {
    rule("room.*", true);
    String ada = user("ada");
    String token = token(ada);
    try (Client.Socket watcher = open(up.port(), up.key())) {
      subscribe(watcher, "room.a");
      JsonObject all = watcher.frame();
      assertThat(all.getString("type")).isEqualTo("presence");
      assertThat(all.getInteger("count")).as("itself, by its key").isEqualTo(1);
      assertThat(all.getInteger("anonymous")).isEqualTo(1);
      List<Client.Socket> tabs =
          List.of(open(up.port(), token), open(up.port(), token), open(up.port(), token));
      tabs.forEach(tab -> subscribe(tab, "room.a"));
      is(watcher.frame(), "join", ada, 2);
      JsonObject listed = admin.get("/v1/topics/room.a/presence").hasStatus(200).json();
      assertThat(listed.getInteger("count")).isEqualTo(2);
      assertThat(listed.getJsonArray("users")).containsExactly(ada);
      assertThat(listed.getBoolean("complete")).isTrue();
      tabs.forEach(Client.Socket::close);
      try (Client.Socket back = open(up.port(), token)) {
        subscribe(back, "room.a");
        String bob = user("bob");
        try (Client.Socket other = open(up.port(), token(bob))) {
          subscribe(other, "room.a");
          is(watcher.frame(), "join", bob, 3);
        }
        is(watcher.frame(), "leave", bob, 2);
      }
      is(watcher.frame(), "leave", ada, 1);
    }
    try (Events events =
        new Events(up.port(), up.key(), "/v1/topics/room.b/stream?presence=true")) {
      assertThat(events.next("event: ")).isEqualTo("presence");
      assertThat(events.data().getInteger("count")).isEqualTo(1);
    }
  }

  @Test
  void whoMayNotListenMayNotSeeWhoDoes() {
    rule("room.*", true);
    rule("hall.*", false);
    Client user = up.client(token(user("stranger")));
    user.get("/v1/topics/room.a/presence").hasStatus(200);
    user.get("/v1/topics/hall.a/presence").hasStatus(403);
    admin.get("/v1/topics/hall.a/presence").hasStatus(404);
    try (Client.Socket socket = open(up.port(), up.key())) {
      subscribe(socket, "hall.a");
      assertThat(socket.frame().getString("code")).isEqualTo("forbidden");
    }
  }

  /** Nothing is closed, and nothing arrives any more: as of a phone without a network. */
  @Test
  void whoseNetworkIsGoneLeavesAfterTwoPingsAndTheGrace() {
    rule("room.*", true);
    String ada = user("silent");
    try (SilentProxy way = new SilentProxy(up.port());
        Client.Socket watcher = open(up.port(), up.key());
        Client.Socket phone = open(way.port(), token(ada))) {
      subscribe(watcher, "room.c");
      watcher.next("{\"type\":\"presence\"");
      subscribe(phone, "room.c");
      is(watcher.frame(), "join", ada, 2);
      way.silence();
      long began = System.nanoTime();
      is(watcher.frame(), "leave", ada, 1);
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(GRACE, GRACE.plus(PING.multipliedBy(3)).plus(SLACK));
    }
  }

  @Test
  void aUserWhoIsPresentEverywhereIsRefusedAndHearsTheTopicAndOthersArePresent()
      throws IOException {
    rule("room.*", true);
    String eve = token(user("everywhere"));
    try (Client.Socket flood = open(up.port(), eve);
        Client.Socket other = open(up.port(), token(user("modest")))) {
      for (int i = 0; i < 3; i++) {
        subscribe(flood, "room.e" + i);
        assertThat(flood.frame().getString("type")).isEqualTo("presence");
      }
      subscribe(flood, "room.e3");
      JsonObject refused = flood.frame();
      assertThat(refused.getString("type")).isEqualTo("error");
      assertThat(refused.getString("id")).isEqualTo("1");
      assertThat(refused.getString("topic")).isEqualTo("room.e3");
      assertThat(refused.getString("code")).isEqualTo("rate-limited");
      assertThat(refused.getString("detail")).isEqualTo("The user is present on 3 topics");
      assertThat(flood.frame().getInteger("count")).as("it is told all the same").isZero();
      try (Events events = new Events(up.port(), eve, "/v1/topics/room.e4/stream")) {
        assertThat(events.next("event: ")).isEqualTo("presence-refused");
        assertThat(events.data().getString("code")).isEqualTo("rate-limited");
      }
      subscribe(other, "room.e3");
      assertThat(other.frame().getInteger("count")).isEqualTo(1);
    }
  }

  private static void is(JsonObject frame, String type, String user, int count) {
    assertThat(frame.getString("type")).isEqualTo(type);
    assertThat(frame.getJsonArray("users")).containsExactly(user);
    assertThat(frame.getInteger("count")).isEqualTo(count);
  }

  private void rule(String pattern, boolean presence) {
    admin
        .put(
            "/v1/topic-rules/" + pattern,
            "{\"subscribe\":[\"reader\"],\"presence\":" + presence + "}")
        .hasStatus(200);
  }

  private String user(String name) {
    return admin.createUser(name + "@presence.example", name).getString("id");
  }

  private String token(String user) {
    return admin
        .post(
            "/v1/tokens",
            new JsonObject().put("userId", user).put("subscribe", new JsonArray().add("room.*")))
        .hasStatus(201)
        .json()
        .getString("token");
  }

  private static Client.Socket open(int port, String key) {
    Client.Socket socket = new Client(port, null).webSocket(PROTOCOL);
    socket.send(new JsonObject().put("type", "hello").put("key", key));
    assertThat(socket.frame().getString("type")).isEqualTo("welcome");
    return socket;
  }

  private static void subscribe(Client.Socket socket, String topic) {
    socket.send(
        new JsonObject()
            .put("type", "sub")
            .put("id", "1")
            .put("topic", topic)
            .put("presence", true));
    assertThat(socket.frame().getString("type")).isEqualTo("ok");
  }
}

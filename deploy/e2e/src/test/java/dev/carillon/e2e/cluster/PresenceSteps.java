package dev.carillon.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who is there, of two gateways on one bus. */
final class PresenceSteps {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration LEASE = Duration.ofSeconds(16);
  private static final Duration SLACK = Duration.ofSeconds(30);

  private final Cluster cluster;
  private final Client one;

  /** Of {@code gateway} and another. */
  PresenceSteps(Cluster cluster) {
    this.cluster = cluster;
    this.one = cluster.client("gateway");
    one.put("/v1/topic-rules/lobby.*", "{\"subscribe\":[\"reader\"],\"presence\":true}")
        .hasStatus(200);
  }

  /** Settings with which a grace and a lease are over soon, the former before the latter. */
  static Map<String, String> soon(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("CARILLON_LIVE_PRESENCE_GRACE", "8s");
    all.put("CARILLON_LIVE_PRESENCE_LEASE", LEASE.toSeconds() + "s");
    return all;
  }

  /** What the bus loses is known later. */
  void of(LossyGateway lossy) {
    Client other = new Client(lossy.port(), Cluster.KEY);
    String ada = token(user("ada"));
    String bob = token(user("bob"));
    try (Client.Socket here = listens(cluster.httpPort("gateway"), ada, "lobby.a");
        Client.Socket there = listens(lossy.port(), ada, "lobby.a");
        Client.Socket key = listens(lossy.port(), Cluster.KEY, "lobby.a")) {
      awaits(one, "lobby.a", 2);
      awaits(other, "lobby.a", 2);
      lossy.lose();
      try (Client.Socket late = listens(cluster.httpPort("gateway"), bob, "lobby.a")) {
        awaits(one, "lobby.a", 3);
        assertThat(count(other, "lobby.a")).as("it hears nothing").isEqualTo(2);
        lossy.find();
        awaits(other, "lobby.a", 3);
      }
      awaits(one, "lobby.a", 2);
      awaits(other, "lobby.a", 2);
    }
  }

  /** Both see each other; who changes gateways does not leave; those of a killed one leave. */
  void ofOneThatIsKilled(String gateway) {
    String eve = user("eve");
    String joe = user("joe");
    int here = cluster.httpPort("gateway");
    int there = cluster.httpPort(gateway);
    Await.until(LIMIT, () -> "the rule", () -> count(cluster.client(gateway), "lobby.b") == 0);
    try (Client.Socket watcher = listens(here, Cluster.KEY, "lobby.b");
        Client.Socket farWatcher = listens(there, Cluster.KEY, "lobby.b")) {
      awaits(one, "lobby.b", 2);
      awaits(cluster.client(gateway), "lobby.b", 2);
      watcher.next("{\"type\":\"presence\"");
      farWatcher.next("{\"type\":\"presence\"");
      String asEve = token(eve);
      String asJoe = token(joe);
      Client.Socket drops = listens(there, asEve, "lobby.b");
      is(change(watcher), "join", eve, 3);
      is(change(farWatcher), "join", eve, 3);
      drops.close();
      try (Client.Socket back = listens(here, asEve, "lobby.b");
          Client.Socket dies = listens(there, asJoe, "lobby.b")) {
        is(change(watcher), "join", joe, 4);
        is(change(farWatcher), "join", joe, 4);
        cluster.process(gateway).kill();
        long began = System.nanoTime();
        is(change(watcher), "leave", joe, 2);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .isBetween(LEASE.dividedBy(2), LEASE.plus(SLACK));
        assertThat(present("lobby.b").getJsonArray("users")).containsExactly(eve);
      }
    }
  }

  /** The next frame that names a user. */
  private static JsonObject change(Client.Socket socket) {
    JsonObject frame = socket.frame();
    while (frame.getString("type").equals("presence") || frame.getJsonArray("users").isEmpty()) {
      frame = socket.frame();
    }
    return frame;
  }

  private static void is(JsonObject frame, String type, String user, int count) {
    assertThat(frame.getString("type")).as("%s", frame).isEqualTo(type);
    assertThat(frame.getJsonArray("users")).as("%s", frame).containsExactly(user);
    assertThat(frame.getInteger("count")).as("%s", frame).isEqualTo(count);
  }

  private static void awaits(Client client, String topic, int count) {
    Await.until(LIMIT, () -> count + " to be there", () -> count(client, topic) == count);
  }

  private static int count(Client client, String topic) {
    return client.get("/v1/topics/" + topic + "/presence").json().getInteger("count", -1);
  }

  private JsonObject present(String topic) {
    return one.get("/v1/topics/" + topic + "/presence").hasStatus(200).json();
  }

  private String user(String name) {
    return one.createUser(name + "@lobby.example", name).getString("id");
  }

  private String token(String user) {
    List<String> topics = List.of("lobby.*");
    return one.post(
            "/v1/tokens",
            new JsonObject().put("userId", user).put("subscribe", new JsonArray(topics)))
        .hasStatus(201)
        .json()
        .getString("token");
  }

  private static Client.Socket listens(int port, String key, String topic) {
    Client.Socket socket = new Client(port, null).webSocket("carillon.v1.json");
    socket.send(new JsonObject().put("type", "hello").put("key", key));
    socket.next("{\"type\":\"welcome\"");
    socket.send(
        new JsonObject()
            .put("type", "sub")
            .put("id", "1")
            .put("topic", topic)
            .put("presence", true));
    socket.next("{\"type\":\"ok\"");
    return socket;
  }
}

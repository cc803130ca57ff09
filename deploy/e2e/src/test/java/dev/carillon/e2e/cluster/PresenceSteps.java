package dev.carillon.e2e.cluster;

import dev.carillon.e2e.harness.Client;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Who is there, of two gateways: of one that loses what is said to it, and of another one. */
final class PresenceSteps {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final String TOPIC = "lobby.a";

  private final Client one;
  private final int port;

  /** Asks at {@code one}, which is at a port. */
  PresenceSteps(Client one, int port) {
    this.one = one;
    this.port = port;
    one.put("/v1/topic-rules/lobby.*", "{\"subscribe\":[\"reader\"],\"presence\":true}")
        .hasStatus(200);
  }

  /** What is lost on the bus is known later; whose gateway is gone leave. */
  void of(LossyGateway lossy) {
    Client other = new Client(lossy.port(), Cluster.KEY);
    String ada = token("ada");
    String bob = token("bob");
    try (Client.Socket here = listens(port, ada)) {
      try (Client.Socket there = listens(lossy.port(), ada);
          Client.Socket key = listens(lossy.port(), Cluster.KEY)) {
        awaits(one, 2);
        awaits(other, 2);
        lossy.lose();
        try (Client.Socket late = listens(port, bob)) {
          awaits(one, 3);
          lossy.find();
          awaits(other, 3);
        }
        awaits(one, 2);
        awaits(other, 2);
        lossy.close();
        awaits(one, 1);
      }
    }
  }

  private static void awaits(Client client, int count) {
    Await.until(
        LIMIT,
        () -> count + " to be there",
        () ->
            client.get("/v1/topics/" + TOPIC + "/presence").json().getInteger("count", -1)
                == count);
  }

  private String token(String name) {
    String user = one.createUser(name + "@lobby.example", name).getString("id");
    return one.post(
            "/v1/tokens",
            new JsonObject().put("userId", user).put("subscribe", new JsonArray().add("lobby.*")))
        .hasStatus(201)
        .json()
        .getString("token");
  }

  private static Client.Socket listens(int port, String key) {
    Client.Socket socket = new Client(port, null).webSocket("carillon.v1.json");
    socket.send(new JsonObject().put("type", "hello").put("key", key));
    socket.next("{\"type\":\"welcome\"");
    socket.send(new JsonObject().put("type", "sub").put("id", "1").put("topic", TOPIC));
    socket.next("{\"type\":\"ok\"");
    return socket;
  }
}

package dev.carillon.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Events;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Keys, tickets and tokens at {@code gateway} and {@code gateway2}. */
final class TwoGateways {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Cluster cluster;

  TwoGateways(Cluster cluster) {
    this.cluster = cluster;
  }

  /** A key and a token that are taken back; and a ticket, which opens one of both. */
  void endWhatIsTakenBackAtBoth() {
    aKeyEndsOnEveryGatewayBeforeItsNextCheck();
    aTicketOpensOneOfBothGatewaysAndATokenEndsAtBoth();
  }

  private void aKeyEndsOnEveryGatewayBeforeItsNextCheck() {
    JsonObject wanted = new JsonObject().put("name", "short-lived").put("role", "reader");
    Client admin = cluster.client("gateway");
    String key = admin.post("/v1/keys", wanted).hasStatus(201).json().getString("key");
    Client other = cluster.client("gateway2", key);
    other.get("/v1/users?limit=1").hasStatus(200);
    try (Client.Socket socket = other.webSocket(null)) {
      admin.send("DELETE", "/v1/keys/short-lived", null).hasStatus(204);
      long began = System.nanoTime();
      assertThat(socket.next("closed")).isEqualTo("closed 4401");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }
    other.get("/v1/users?limit=1").hasStatus(401);
    cluster.client("gateway", key).get("/v1/users?limit=1").hasStatus(401);
  }

  /** A ticket of one gateway, shown to both at the same moment. */
  private void aTicketOpensOneOfBothGatewaysAndATokenEndsAtBoth() {
    Client admin = cluster.client("gateway");
    String user = admin.createUser("two-gateways@example.org", "Two").getString("id");
    admin.put("/v1/topic-rules/two.%7BuserId%7D", "{\"subscribe\":[\"reader\"]}").hasStatus(200);
    JsonObject wanted =
        new JsonObject().put("userId", user).put("subscribe", new JsonArray().add("two.*"));
    JsonObject made = admin.post("/v1/tokens", wanted).hasStatus(201).json();
    String token = made.getString("token");
    String stream = "/v1/stream?topic=two." + user;
    Await.until(
        LIMIT,
        () -> "the rule at the other gateway",
        () -> status("gateway2", token, stream) == 200);
    for (int i = 0; i < 8; i++) {
      String ticket =
          cluster
              .client(i % 2 == 0 ? "gateway" : "gateway2", token)
              .post("/v1/tickets", "{}")
              .hasStatus(201)
              .json()
              .getString("ticket");
      List<CompletableFuture<Integer>> both =
          Stream.of("gateway", "gateway2")
              .map(
                  name ->
                      CompletableFuture.supplyAsync(
                          () -> status(name, null, stream + "&ticket=" + ticket)))
              .toList();
      assertThat(both.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(200, 401);
    }
    try (Client.Socket here = cluster.client("gateway", token).webSocket("carillon.v1.json");
        Client.Socket there = cluster.client("gateway2", token).webSocket("carillon.v1.json")) {
      admin.send("DELETE", "/v1/tokens/" + made.getString("id"), null).hasStatus(204);
      long began = System.nanoTime();
      assertThat(here.next("closed")).isEqualTo("closed 4401");
      assertThat(there.next("closed")).isEqualTo("closed 4401");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }
  }

  private int status(String gateway, String key, String path) {
    try (Events events = new Events(cluster.httpPort(gateway), key, path)) {
      return events.status();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.carillon.e2e.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Client.Answer;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** End users with their tokens and tickets, from the application's server to their browsers. */
@WithUp(value = "CARILLON_WELCOME=off", shared = true)
class EndUsersIT {
  private static final String PROTOCOL = "carillon.v1.json";
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Up up;
  private final Client admin;

  EndUsersIT(Up up) {
    this.up = up;
    this.admin = up.client();
  }

  @Test
  void aTokenListensToWhatItNamesAndToNothingElse() {
    JsonObject token = token(user("listens"), "broadcasts", "users.>", "emails", "user.*");
    assertThat(Instant.parse(token.getString("expiresAt"))).isAfter(Instant.now());
    try (Client.Socket socket = open(token.getString("token"))) {
      assertThat(subscribed(socket, "broadcasts")).isEqualTo("ok");
      for (String other :
          List.of(
              "users.changed",
              "emails",
              "plain",
              "user.*",
              ">",
              "user.>",
              "broadcasts.",
              "Broadcasts",
              "broаdcasts")) {
        assertThat(subscribed(socket, other)).as(other).isEqualTo("error");
      }
    }
    try (Client.Socket socket = open(token(user("deaf")).getString("token"))) {
      assertThat(subscribed(socket, "broadcasts")).isEqualTo("error");
    }
  }

  /** What is about topics asks the token's list and the topic's rule; this one has neither. */
  @Test
  void everyRouteIsClosedToATokenAndSaysSo() {
    Client user = up.client(token(user("routes"), "broadcasts").getString("token"));
    Set<String> open = Set.of("POST /v1/tickets", "GET /v1/me");
    Set<String> oneByOne =
        Set.of(
            "POST /v1/topics/:topic/messages",
            "GET /v1/topics/:topic/messages",
            "GET /v1/topics/:topic/presence",
            "GET /v1/topics/:topic/stream",
            "GET /v1/stream",
            "GET /v1/users/:id/notifications",
            "POST /v1/users/:id/notifications/seen",
            "POST /v1/users/:id/notifications/:notification/seen",
            "POST /v1/users/:id/notifications/:notification/acked");
    List<String> routes = described();
    assertThat(routes).hasSizeGreaterThan(60);
    for (String route : routes) {
      String[] parts = route.split(" ", 2);
      String path = parts[1].replaceAll(":[A-Za-z]+", UUID.randomUUID().toString());
      if (!path.startsWith("/v1/") || open.contains(route)) {
        continue;
      }
      boolean hasBody = Set.of("POST", "PUT", "PATCH").contains(parts[0]);
      if (oneByOne.contains(route)) {
        path += path.equals("/v1/stream") ? "?topic=" + UUID.randomUUID() : "";
        String body =
            "{\"%s\":\"%s\"}"
                .formatted(path.endsWith("/seen") ? "upTo" : "data", UUID.randomUUID());
        boolean takesBody = hasBody && !route.contains(":notification/");
        user.send(parts[0], path, takesBody ? body : null).hasStatus(403);
        continue;
      }
      Answer answer = user.send(parts[0], path, hasBody ? "{}" : null);
      assertThat(answer.status()).as(route + answer.body()).isIn(403, 404);
      if (answer.status() == 403) {
        assertThat(answer.json().getString("code")).as(route).isEqualTo("forbidden");
        assertThat(answer.json().getString("detail")).contains("A user's token does not permit");
      } else {
        assertThat(answer.json().getString("code")).as(route).isEqualTo("no-such-path");
      }
    }
  }

  /** Each as {@code METHOD /path/:name}, as the product describes itself. */
  private List<String> described() {
    JsonObject paths = up.client(null).get("/openapi.json").json().getJsonObject("paths");
    return paths.stream()
        .flatMap(
            path ->
                ((JsonObject) path.getValue())
                    .fieldNames().stream()
                        .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.getKey()))
        .map(route -> route.replaceAll("\\{([A-Za-z]+)}", ":$1"))
        .toList();
  }

  @Test
  void whatEndsATokenClosesItsConnectionsAtOnce() {
    String revoked = user("revoked");
    String all = user("all");
    String leaver = user("leaver");
    JsonObject one = token(revoked);
    try (Client.Socket byId = open(one.getString("token"));
        Client.Socket other = open(token(revoked, "broadcasts").getString("token"));
        Client.Socket byUser = open(token(all).getString("token"));
        Client.Socket byStatus = open(token(leaver).getString("token"))) {
      admin.send("DELETE", "/v1/tokens/" + one.getString("id"), null).hasStatus(204);
      closes(byId);
      admin.send("DELETE", "/v1/users/" + all + "/tokens", null).hasStatus(204);
      closes(byUser);
      admin.send("POST", "/v1/users/" + leaver + "/deactivate", "", "If-Match", "*").hasStatus(200);
      closes(byStatus);
      assertThat(up.client(one.getString("token")).get("/v1/users").status()).isEqualTo(401);
      assertThat(subscribed(other, "broadcasts")).as("another one of the user").isEqualTo("ok");
    }
    admin.post("/v1/tokens", wanted(leaver)).hasStatus(409);
    open(token(all).getString("token")).close();
  }

  @Test
  void theEndOfTheKeyThatAskedForItEndsAToken() {
    String key = key("minter", "tokens:issue", "live:subscribe:broadcasts");
    Client minter = up.client(key);
    String user = user("minted");
    assertThat(minter.post("/v1/tokens", wanted(user, "plain")).status()).isEqualTo(403);
    minter.get("/v1/users/" + user).hasStatus(403);
    String token =
        minter
            .post("/v1/tokens", wanted(user, "broadcasts"))
            .hasStatus(201)
            .json()
            .getString("token");
    try (Client.Socket socket = open(token)) {
      admin.send("DELETE", "/v1/keys/minter", null).hasStatus(204);
      closes(socket);
    }
    assertThat(up.client(key("no-minter", "users:write")).post("/v1/tokens", wanted(user)).status())
        .isEqualTo(403);
  }

  @Test
  void aConnectionTakesAnotherTokenOfItsUserInBand() {
    String user = user("refreshes");
    try (Client.Socket socket = open(token(user, "broadcasts").getString("token"))) {
      assertThat(subscribed(socket, "broadcasts")).isEqualTo("ok");
      String stranger = token(user("stranger"), "broadcasts").getString("token");
      assertThat(refreshed(socket, stranger).getString("code")).isEqualTo("forbidden");
      assertThat(refreshed(socket, up.key()).getString("code")).isEqualTo("forbidden");
      assertThat(refreshed(socket, "a.b.c").getString("code")).isEqualTo("unauthenticated");
      JsonObject next = token(user);
      JsonObject taken = refreshed(socket, next.getString("token"));
      assertThat(taken.getString("expiresAt")).isEqualTo(next.getString("expiresAt"));
      JsonObject ended = answer(socket);
      assertThat(ended.getString("topic"))
          .as("the new one does not name it")
          .isEqualTo("broadcasts");
      admin.send("DELETE", "/v1/tokens/" + next.getString("id"), null).hasStatus(204);
      closes(socket);
    }
  }

  @Test
  void aTicketOpensOneConnectionAlsoForManyAtOnce() {
    Client user = up.client(token(user("ticket"), "broadcasts").getString("token"));
    String ticket = user.post("/v1/tickets", "{}").hasStatus(201).json().getString("ticket");
    List<CompletableFuture<Integer>> all =
        IntStream.range(0, 6).mapToObj(i -> upgrade(ticket)).toList();
    assertThat(all.stream().map(CompletableFuture::join)).containsOnlyOnce(101).contains(401);
    String byKey =
        admin.post("/v1/tickets", wanted(user("by-key"))).hasStatus(201).json().getString("ticket");
    assertThat(upgrade(byKey).join()).isEqualTo(101);
    assertThat(upgrade(byKey).join()).isEqualTo(401);
    String other = user.post("/v1/tickets", "{}").json().getString("ticket");
    assertThat(up.client(null).get("/v1/users?ticket=" + other).status()).isIn(400, 403);
    user.post("/v1/tickets", wanted(user("more"))).hasStatus(400);
    for (int i = 0; i < 20; i++) {
      user.post("/v1/tickets", "{}").hasStatus(201);
    }
    user.post("/v1/tickets", "{}").hasStatus(429);
  }

  @Test
  void anotherKeySignsFromNowOnAndTheOldOneStaysGoodUnlessItIsRevoked() {
    String user = user("rotates");
    String old = token(user).getString("token");
    JsonObject made = admin.post("/v1/signing-keys", "{\"revokeOld\":false}").hasStatus(200).json();
    assertThat(Instant.parse(made.getString("oldValidUntil"))).isAfter(Instant.now());
    String next = token(user).getString("token");
    open(next).close();
    try (Client.Socket socket = open(old);
        Client.Socket byTicket = openByTicket(ticket(up.client(next), "{}"));
        Client.Socket byKey = openByTicket(ticket(admin, wanted(user).encode()))) {
      String waiting = ticket(up.client(next), "{}");
      admin.post("/v1/signing-keys", "{\"revokeOld\":true}").hasStatus(200);
      closes(socket);
      closes(byTicket);
      closes(byKey);
      assertThat(upgrade(waiting).join()).as("a ticket that waits").isEqualTo(401);
    }
    openByTicket(ticket(up.client(token(user).getString("token")), "{}")).close();
    open(token(user).getString("token")).close();
  }

  private static String ticket(Client client, String body) {
    return client.post("/v1/tickets", body).hasStatus(201).json().getString("ticket");
  }

  /** The ticket says who it is: the hello need not. */
  private Client.Socket openByTicket(String ticket) {
    Client.Socket socket = up.client(null).webSocketAt("/ws?ticket=" + ticket, PROTOCOL, null);
    socket.send(new JsonObject().put("type", "hello"));
    assertThat(socket.frame().getString("type")).isEqualTo("welcome");
    return socket;
  }

  private static void closes(Client.Socket socket) {
    long began = System.nanoTime();
    assertThat(socket.next("closed")).isEqualTo("closed 4401");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
  }

  private Client.Socket open(String token) {
    Client.Socket socket = up.client(null).webSocket(PROTOCOL);
    socket.send(new JsonObject().put("type", "hello").put("key", token));
    assertThat(socket.frame().getString("type")).isEqualTo("welcome");
    return socket;
  }

  static String subscribed(Client.Socket socket, String topic) {
    socket.send(new JsonObject().put("type", "sub").put("id", "1").put("topic", topic));
    return answer(socket).getString("type");
  }

  /** A broadcast fires every five seconds, and is none. */
  private static JsonObject answer(Client.Socket socket) {
    JsonObject frame = socket.frame();
    while (frame.getString("type").equals("msg")) {
      frame = socket.frame();
    }
    return frame;
  }

  private static JsonObject refreshed(Client.Socket socket, String token) {
    socket.send(new JsonObject().put("type", "refresh").put("id", "r").put("key", token));
    return answer(socket);
  }

  private CompletableFuture<Integer> upgrade(String ticket) {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .subprotocols(PROTOCOL)
        .buildAsync(
            URI.create("ws://127.0.0.1:" + up.port() + "/ws?ticket=" + ticket),
            new WebSocket.Listener() {})
        .thenApply(
            socket -> {
              socket.abort();
              return 101;
            })
        .exceptionally(EndUsersIT::status);
  }

  private static int status(Throwable e) {
    Throwable cause = e instanceof CompletionException ? e.getCause() : e;
    return ((WebSocketHandshakeException) cause).getResponse().statusCode();
  }

  private String user(String name) {
    return admin.createUser(name + "@endusers.example", name).getString("id");
  }

  private String key(String name, String... scopes) {
    return admin
        .post(
            "/v1/keys",
            new JsonObject()
                .put("name", name)
                .put("scopes", new JsonArray(List.of((Object[]) scopes))))
        .hasStatus(201)
        .json()
        .getString("key");
  }

  private JsonObject token(String user, String... subscribe) {
    return admin.post("/v1/tokens", wanted(user, subscribe)).hasStatus(201).json();
  }

  private static JsonObject wanted(String user, String... subscribe) {
    return new JsonObject()
        .put("userId", user)
        .put("subscribe", new JsonArray(List.of((Object[]) subscribe)));
  }
}

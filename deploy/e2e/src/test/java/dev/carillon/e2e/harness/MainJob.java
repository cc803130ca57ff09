package dev.carillon.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The steps of the main job, for every way in which Carillon runs. */
public final class MainJob {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Client client;

  public MainJob(Client client) {
    this.client = client;
  }

  /** Steps 2 and 7: user, event, mail; {@code arrivals} waits for what arrived at an address. */
  public void aNewUserIsToldToSubscribersAndWelcomedByMail(Function<String, JsonArray> arrivals) {
    String email = fresh();
    try (Client.Socket socket = client.webSocket("carillon.v1.json")) {
      socket.send(new JsonObject().put("type", "hello"));
      assertThat(socket.frame().getString("type")).isEqualTo("welcome");
      socket.send(new JsonObject().put("type", "sub").put("id", "1").put("topic", "users.changed"));
      assertThat(socket.frame().getString("type")).isEqualTo("ok");
      JsonObject user = client.createUser(email, "Grace");
      JsonObject message = socket.frame();
      while (!message.toString().contains(user.getString("id"))) {
        message = socket.frame(); // of a user who was made before
      }
      assertThat(message.getString("type")).isEqualTo("msg");
      assertThat(message.getString("topic")).isEqualTo("users.changed");
      assertThat(message.getString("epoch")).isNotEmpty();
      assertThat(message.getLong("seq")).isPositive();
      assertThat(message.getJsonObject("data").getString("userId")).isEqualTo(user.getString("id"));
      socket.send(new JsonObject().put("type", "bye"));
      assertThat(socket.frame().getString("type")).isEqualTo("bye");
      assertThat(socket.next("closed")).isEqualTo("closed 1000");
    }
    JsonObject welcome = arrivals.apply(email).getJsonObject(0);
    JsonObject mail = awaitSent("/v1/emails?to=" + email);
    assertThat(mail.getString("subject")).isEqualTo("Welcome, Grace");
    assertThat(welcome.getString("messageId")).isEqualTo(mail.getString("messageId"));
  }

  /** Step 3. */
  public void usersAreReadListedDeactivatedAndAudited() {
    Client.Answer created =
        client.post("/v1/users", new JsonObject().put("email", fresh()).put("name", "Ada"));
    assertThat(created.hasStatus(201).header("etag")).isEqualTo("\"v1\"");
    String path = created.header("location");
    String id = created.json().getString("id");
    assertThat(client.get(path).hasStatus(200).json()).isEqualTo(created.json());
    JsonObject after = client.post(path + "/deactivate", null).hasStatus(200).json();
    assertThat(after.getBoolean("active")).isFalse();
    assertThat(client.post(path + "/deactivate", null).hasStatus(200).header("etag"))
        .isEqualTo("\"v2\"");
    assertThat(ids(client.get("/v1/users?active=false&limit=200"))).contains(id);
    assertThat(ids(client.get("/v1/users?active=true&limit=200"))).doesNotContain(id);
    JsonArray audit = client.get(path + "/audit").hasStatus(200).items();
    assertThat(audit.getJsonObject(0).getString("action")).isEqualTo("created");
    assertThat(audit.getJsonObject(1).getString("action")).isEqualTo("deactivated");
    assertThat(audit.getJsonObject(0).getString("traceId"))
        .isEqualTo(created.header("x-request-id"));
  }

  /** Step 4. */
  public void aProfileIsKept() {
    String path = "/v1/users/" + client.createUser(fresh(), "Pro").getString("id") + "/profile";
    client.get(path).hasStatus(404);
    JsonObject profile =
        new JsonObject("{\"age\":31,\"tags\":[\"a\",null,{\"deep\":1.5}],\"name\":\"Zoë 🐘\"}");
    assertThat(client.put(path, profile).hasStatus(200).json().getJsonObject("profile"))
        .isEqualTo(profile);
    client.put(path, new JsonObject().put("age", 32)).hasStatus(200);
    Client.Answer read = client.get(path).hasStatus(200);
    assertThat(read.json().getJsonObject("profile")).isEqualTo(new JsonObject().put("age", 32));
    assertThat(read.header("etag")).isEqualTo("\"v2\"");
  }

  /** Step 5. */
  public void anAcceptedMailIsSentAndVisible(Function<String, JsonArray> arrivals) {
    String email = fresh();
    Client.Answer accepted = client.post("/v1/emails", Client.mail(email, "Hello")).hasStatus(202);
    String path = accepted.header("location");
    assertThat(path).isEqualTo("/v1/emails/" + accepted.json().getString("id"));
    assertThat(arrivals.apply(email)).hasSize(1);
    Await.until(
        LIMIT,
        () -> path + " to be sent",
        () -> client.get(path).hasStatus(200).json().getString("state").equals("sent"));
    JsonArray attempts = client.get(path).json().getJsonArray("attempts");
    assertThat(attempts).hasSize(1);
    assertThat(attempts.getJsonObject(0).getString("outcome")).isEqualTo("sent");
    assertThat(ids(client.get("/v1/emails?to=" + email + "&state=sent"))).hasSize(1);
    assertThat(ids(client.get("/v1/emails?to=" + email + "&state=dead"))).isEmpty();
    Await.until(
        LIMIT,
        () -> "a balanced ledger",
        () -> client.get("/v1/ledger").hasStatus(200).json().getBoolean("balanced"));
    String user = client.createUser(fresh(), "Addressee").getString("id");
    JsonObject toUser =
        Client.mail(email, "To a user").put("to", new JsonObject().put("userId", user));
    client.post("/v1/emails", toUser).hasStatus(202);
  }

  /**
   * Step 6; {@code others} are gateways of the same cluster. A plain client is heard and hears from
   * the moment in which it has read its handshake.
   */
  public void plainClientsHearOneAnotherAndTheClock(List<Client> others) {
    String said = "hello " + UUID.randomUUID();
    try (Client.Socket speaker = client.webSocket(null)) {
      for (Client other : others) {
        try (Client.Socket listener = other.webSocket(null)) {
          speaker.send(said);
          assertThat(listener.next("Broadcast: ")).isEqualTo("Broadcast: " + said);
          assertThat(speaker.next("Broadcast: ")).isEqualTo("Broadcast: " + said);
          assertThat(listener.next("Periodic")).isEqualTo("Periodic update");
        }
      }
    }
  }

  private JsonObject awaitSent(String list) {
    JsonObject[] found = new JsonObject[1];
    Await.until(
        LIMIT,
        () -> list + " to be sent",
        () -> {
          JsonArray items = client.get(list).hasStatus(200).items();
          found[0] = items.isEmpty() ? null : items.getJsonObject(0);
          return found[0] != null && found[0].getString("state").equals("sent");
        });
    return found[0];
  }

  private static List<String> ids(Client.Answer list) {
    return list.hasStatus(200).items().stream()
        .map(item -> ((JsonObject) item).getString("id"))
        .toList();
  }

  private static String fresh() {
    return "u" + UUID.randomUUID() + "@example.org";
  }
}

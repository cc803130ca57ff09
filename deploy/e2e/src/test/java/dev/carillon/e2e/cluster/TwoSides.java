package dev.carillon.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What two gateways are asked in turns, so that each reads what was written through the other one:
 * at least one request of each area. Writes down who is to be told by mail.
 */
final class TwoSides {
  private static final String FAR = "PT1H";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Client one;
  private final Client other;
  private final List<String> told;

  TwoSides(Client one, Client other) {
    this(one, other, new ArrayList<>());
  }

  /** Goes on with a list. */
  TwoSides(Client one, Client other, List<String> told) {
    this.one = one;
    this.other = other;
    this.told = told;
  }

  /** To whom mail is on its way, once for each mail. */
  List<String> told() {
    return told;
  }

  /** In both directions. */
  void everythingWorks(String when) {
    everythingWorks(when, one, other);
    everythingWorks(when, other, one);
  }

  /** In one direction. */
  void everythingWorksHere(String when) {
    everythingWorks(when, one, other);
  }

  private void everythingWorks(String when, Client here, Client there) {
    JsonObject user = aUserIsMadeOnceAndToldLive(when, here, there);
    String path = "/v1/users/" + user.getString("id");
    usersChange(path, here, there);
    profilesToo(path, here, there);
    mailToUsersIsSeen(user, here, there);
    rulesOfMailAreShared(here, there);
    mailIsCalledBack(here, there);
    keysTasksAndBroadcasts(here, there);
    anErasedUserIsGone(here, there);
  }

  private JsonObject aUserIsMadeOnceAndToldLive(String when, Client here, Client there) {
    String email = fresh();
    String key = UUID.randomUUID().toString();
    JsonObject wanted = new JsonObject().put("email", email).put("name", when);
    try (Client.Socket socket = there.webSocket("carillon.v1.json")) {
      socket.send(new JsonObject().put("type", "hello"));
      socket.frame();
      socket.send(new JsonObject().put("type", "sub").put("id", "1").put("topic", "users.changed"));
      assertThat(socket.frame().getString("type")).isEqualTo("ok");
      JsonObject user = send(here, "POST", "/v1/users", wanted, "Idempotency-Key", key, 201);
      JsonObject again = send(there, "POST", "/v1/users", wanted, "Idempotency-Key", key, 201);
      assertThat(again).isEqualTo(user);
      awaitEventOf(user.getString("id"), socket);
      told.add(email); // the welcome
      return user;
    }
  }

  /** Events of others, who were erased before, may come first. */
  private static void awaitEventOf(String user, Client.Socket socket) {
    JsonObject event = socket.frame();
    while (!user.equals(event.getJsonObject("data").getString("userId"))) {
      event = socket.frame();
    }
  }

  private static void usersChange(String path, Client here, Client there) {
    JsonObject patch = new JsonObject().put("name", "Changed");
    JsonObject changed = send(there, "PATCH", path, patch, "If-Match", "\"v1\"", 200);
    assertThat(here.get(path).hasStatus(200).json()).isEqualTo(changed);
    here.post(path + "/deactivate", null).hasStatus(200);
    assertThat(there.post(path + "/reactivate", null).hasStatus(200).json().getBoolean("active"))
        .isTrue();
    assertThat(here.get(path + "/audit").hasStatus(200).items()).hasSize(4);
    String email = changed.getString("email");
    assertThat(ids(there.get("/v1/users?email=" + email).hasStatus(200))).contains(idOf(path));
    JsonObject more =
        new JsonObject().put("email", fresh()).put("name", "Batch").put("welcome", false);
    JsonObject change = new JsonObject().put("op", "create").put("user", more);
    JsonObject changes = new JsonObject().put("items", new JsonArray().add(change));
    JsonObject outcomes = there.post("/v1/users/batch", changes).hasStatus(200).json();
    assertThat(outcomes.getInteger("done")).isEqualTo(1);
  }

  private static void profilesToo(String path, Client here, Client there) {
    JsonObject profile = new JsonObject().put("n", 1.5).put("tags", new JsonArray().add("a"));
    here.put(path + "/profile", profile).hasStatus(200);
    assertThat(there.get(path + "/profile").hasStatus(200).json().getJsonObject("profile"))
        .isEqualTo(profile);
    JsonObject patch = new JsonObject().put("n", 2);
    send(there, "PATCH", path + "/profile", patch, "If-Match", "\"v1\"", 200);
    assertThat(here.get("/v1/profiles?filter=n:eq:2").hasStatus(200).items()).isNotEmpty();
  }

  private void mailToUsersIsSeen(JsonObject user, Client here, Client there) {
    String id = user.getString("id");
    JsonObject mail =
        new JsonObject()
            .put("to", new JsonObject().put("userId", id))
            .put("subject", "S")
            .put("text", "text");
    String key = UUID.randomUUID().toString();
    JsonObject accepted = send(here, "POST", "/v1/emails", mail, "Idempotency-Key", key, 202);
    JsonObject again = send(there, "POST", "/v1/emails", mail, "Idempotency-Key", key, 202);
    assertThat(again.getString("id")).isEqualTo(accepted.getString("id"));
    told.add(user.getString("email"));
    String path = "/v1/emails/" + accepted.getString("id");
    assertThat(there.get(path + "?content=true").hasStatus(200).json().getString("subject"))
        .isEqualTo("S");
    here.get(path + "/timeline").hasStatus(200);
    assertThat(ids(there.get("/v1/emails?userId=" + id).hasStatus(200))).contains(idOf(path));
    there.get("/v1/users/" + id + "/overview").hasStatus(200);
    List<String> many = List.of(fresh(), fresh());
    JsonArray to = new JsonArray();
    many.forEach(address -> to.add(new JsonObject().put("email", address)));
    JsonObject batch =
        new JsonObject()
            .put("to", to)
            .put("mail", new JsonObject().put("subject", "B").put("text", "b"));
    here.post("/v1/emails/batch", batch).hasStatus(200);
    told.addAll(many);
  }

  private void rulesOfMailAreShared(Client here, Client there) {
    String name = "t" + UUID.randomUUID();
    JsonObject template = new JsonObject().put("subject", "For {{who}}").put("text", "{{n}}");
    here.put("/v1/templates/" + name, template).hasStatus(200);
    JsonObject data = new JsonObject().put("who", "Ada").put("n", 100.5);
    String email = fresh();
    JsonObject mail =
        new JsonObject()
            .put("to", new JsonObject().put("email", email))
            .put("template", name)
            .put("data", data);
    JsonObject accepted = there.post("/v1/emails", mail).hasStatus(202).json();
    told.add(email);
    assertThat(
            here.get("/v1/emails/" + accepted.getString("id"))
                .hasStatus(200)
                .json()
                .getString("subject"))
        .isEqualTo("For Ada");
    String refused = fresh();
    here.post("/v1/suppressions", new JsonObject().put("address", refused)).hasStatus(200);
    String never =
        there
            .post("/v1/emails", Client.mail(refused, "Never"))
            .hasStatus(202)
            .json()
            .getString("id");
    awaitState(here, never, "suppressed");
    there.get("/v1/throttles").hasStatus(200);
    here.get("/v1/servers").hasStatus(200);
    there.get("/v1/pauses").hasStatus(200);
    here.get("/v1/windows").hasStatus(200);
  }

  private static void awaitState(Client client, String mail, String state) {
    Await.until(
        LIMIT,
        () -> state + ": " + client.get("/v1/emails/" + mail).body(),
        () -> client.get("/v1/emails/" + mail).json().getString("state").equals(state));
  }

  private void mailIsCalledBack(Client here, Client there) {
    JsonObject mail = Client.mail(fresh(), "Never").put("delay", FAR);
    String id = here.post("/v1/emails", mail).hasStatus(202).json().getString("id");
    assertThat(
            there
                .post("/v1/emails/" + id + "/cancel", null)
                .hasStatus(200)
                .json()
                .getString("state"))
        .isEqualTo("cancelled");
    here.post("/v1/emails/" + id + "/retry", null).hasStatus(409);
  }

  private static void keysTasksAndBroadcasts(Client here, Client there) {
    String name = "k" + UUID.randomUUID();
    JsonObject key = new JsonObject().put("name", name).put("role", "reader");
    here.post("/v1/keys", key).hasStatus(201);
    there.get("/v1/keys/" + name).hasStatus(200);
    there.send("DELETE", "/v1/keys/" + name, null).hasStatus(204);
    Await.until(
        LIMIT,
        () -> "an answer of each node",
        () -> there.get("/v1/tasks?limit=200").json().getJsonArray("unanswered").isEmpty());
    here.get("/v1/tasks?tree=true").hasStatus(200);
    there.get("/v1/broadcasts").hasStatus(200);
    here.get("/v1/parked-events").hasStatus(200);
    String said = "hello " + UUID.randomUUID();
    try (Client.Socket speaker = here.webSocket(null);
        Client.Socket listener = there.webSocket(null)) {
      speaker.send(said);
      assertThat(listener.next("Broadcast: ")).isEqualTo("Broadcast: " + said);
    }
  }

  private static void anErasedUserIsGone(Client here, Client there) {
    JsonObject wanted =
        new JsonObject().put("email", fresh()).put("name", "Gone").put("welcome", false);
    String path =
        "/v1/users/" + here.post("/v1/users", wanted).hasStatus(201).json().getString("id");
    there.get(path).hasStatus(200);
    there.send("DELETE", path, null).hasStatus(200);
    here.get(path).hasStatus(404);
  }

  /** Mail from both, in turns. */
  void burst(String prefix, int count) {
    for (int i = 0; i < count; i++) {
      String email = prefix.replace(' ', '-') + "-" + fresh();
      JsonObject mail = Client.mail(email, "Burst");
      (i % 2 == 0 ? one : other).post("/v1/emails", mail).hasStatus(202);
      told.add(email);
    }
  }

  /** A mail for a far time; its id. */
  String schedule(String email) {
    JsonObject mail = Client.mail(email, "Kept").put("delay", FAR);
    return one.post("/v1/emails", mail).hasStatus(202).json().getString("id");
  }

  /** Its time is now. */
  void release(Client client, String id, String email) {
    JsonObject now = new JsonObject().put("sendAt", Instant.EPOCH.toString());
    client.post("/v1/emails/" + id + "/reschedule", now).hasStatus(200);
    told.add(email);
  }

  private static JsonObject send(
      Client client,
      String method,
      String path,
      JsonObject body,
      String header,
      String value,
      int status) {
    return client.send(method, path, body, header, value).hasStatus(status).json();
  }

  private static String idOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static List<String> ids(Client.Answer list) {
    return list.items().stream().map(item -> ((JsonObject) item).getString("id")).toList();
  }

  private static String fresh() {
    return "u" + UUID.randomUUID() + "@example.org";
  }
}

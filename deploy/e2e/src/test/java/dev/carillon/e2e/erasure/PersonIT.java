package dev.carillon.e2e.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is kept of a person can be had as a whole, and who was erased is on a list. */
@WithUp(value = "CARILLON_WELCOME=off", shared = true)
class PersonIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Client client;
  private final Database database;

  PersonIT(Up up, Database database) {
    this.client = up.client();
    this.database = database;
  }

  @Test
  void allThatIsKeptOfAPersonComesAsLines() {
    String id = create("whole@person.example", "Whole");
    client
        .put("/v1/users/" + id + "/profile", new JsonObject().put("likes", "birds"))
        .hasStatus(200);
    client
        .send(
            "PATCH",
            "/v1/users/" + id,
            new JsonObject().put("email", "now@person.example"),
            "If-Match",
            "*")
        .hasStatus(200);
    String attached =
        Base64.getEncoder().encodeToString("attached".getBytes(StandardCharsets.UTF_8));
    JsonObject mail =
        Client.mail("whole@person.example", "To an earlier address")
            .put(
                "attachments",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("name", "a.txt")
                            .put("type", "text/plain")
                            .put("content", attached)));
    client.post("/v1/emails", mail).hasStatus(202);
    JsonObject byId =
        new JsonObject()
            .put("to", new JsonObject().put("userId", id))
            .put("subject", "To the user")
            .put("text", "T")
            .put("digestKey", "d")
            .put("digestWindow", "PT1H");
    client.post("/v1/emails", byId).hasStatus(202);
    client
        .post(
            "/v1/suppressions",
            new JsonObject().put("address", "now@person.example").put("topic", "news"))
        .hasStatus(200);
    client.post("/v1/emails", Client.mail("else@person.example", "Not theirs")).hasStatus(202);

    List<JsonObject> lines = export(id);
    assertThat(lines)
        .extracting(line -> line.getString("kind"))
        .containsExactly(
            "user", "profile", "audit", "audit", "mail", "mail", "suppression", "window");
    assertThat(lines.get(0).getString("email")).isEqualTo("now@person.example");
    assertThat(lines.get(1).getJsonObject("profile").getString("likes")).isEqualTo("birds");
    assertThat(lines.get(4).getJsonObject("mail").getString("subject")).startsWith("To the user");
    assertThat(lines.get(5).getJsonObject("content").getJsonArray("attachments").encode())
        .contains(attached);
    assertThat(lines.toString()).doesNotContain("Not theirs");
    assertThat(client.get("/v1/users/" + UUID.randomUUID() + "/export").status()).isEqualTo(404);

    client.send("DELETE", "/v1/users/" + id, null).hasStatus(200);
    awaitErased(id);
    List<JsonObject> left = export(id);
    assertThat(left)
        .extracting(line -> line.getString("kind"))
        .containsExactly("audit", "audit", "audit", "mail");
    assertThat(left.get(3).getJsonObject("mail").getString("subject")).isNull();
    assertThat(left.get(2).getString("action")).isEqualTo("erased");
    JsonArray counts = left.get(2).getJsonArray("changes");
    assertThat(counts.stream().map(c -> ((JsonObject) c).getString("field")))
        .contains("auditValues", "mails", "profiles", "suppressions");
    assertThat(counts.encode()).contains("{\"field\":\"mails\",\"before\":\"2\",\"after\":\"0\"}");
    assertThat(left.toString()).doesNotContain("person.example").doesNotContain("birds");
  }

  @Test
  void whoWasErasedIsOnAListAfterAMoment() {
    String before =
        client
            .send("DELETE", "/v1/users/" + create("one@list.example", "One"), null)
            .hasStatus(200)
            .json()
            .getString("erasedAt");
    String second = create("two@list.example", "Two");
    client.send("DELETE", "/v1/users/" + second, null).hasStatus(200);
    JsonArray since = client.get("/v1/erasures?limit=200&since=" + before).hasStatus(200).items();
    assertThat(since).hasSize(2);
    assertThat(since.getJsonObject(1).getString("id")).isEqualTo(second);
    assertThat(since.getJsonObject(1).fieldNames()).containsExactly("id", "erasedAt");
    JsonObject first = client.get("/v1/erasures?limit=1&since=" + before).json();
    JsonObject next =
        client
            .get("/v1/erasures?limit=1&since=" + before + "&cursor=" + first.getString("next"))
            .json();
    assertThat(next.getJsonArray("items").getJsonObject(0).getString("id")).isEqualTo(second);
    assertThat(client.get("/v1/erasures?since=yesterday").status()).isEqualTo(400);
  }

  /** The list is added to by an erasure only, and nothing of it is ever changed. */
  @Test
  void theServiceCannotChangeTheList() {
    for (String what : List.of("insert", "update", "delete")) {
      assertThat(
              database.texts(
                  "select has_table_privilege('users_app', 'users.erased_user', '" + what + "')"))
          .as(what)
          .containsExactly("f");
    }
  }

  @Test
  void eventsThatNobodyTakesAreSeenTriedAgainAndDropped() {
    String lost = park("users", "users.unknown.v1", "user:" + UUID.randomUUID());
    String dropped = park("users", "users.unknown.v1", "user:lost");
    String tick = park("notifier", "unknown.v1", "broadcast:x");
    JsonArray all = client.get("/v1/parked-events?limit=200").hasStatus(200).items();
    assertThat(all)
        .extracting(e -> ((JsonObject) e).getString("id"))
        .containsSubsequence(lost, dropped, tick);
    JsonObject seen = client.get("/v1/parked-events?service=notifier").items().getJsonObject(0);
    assertThat(seen.getString("service")).isEqualTo("notifier");
    assertThat(seen.getString("reason")).isEqualTo("no");
    JsonObject first = client.get("/v1/parked-events?limit=2&subject=user:lost").json();
    assertThat(first.getJsonArray("items")).hasSize(1);
    assertThat(pages(1)).contains(lost, dropped, tick);

    String retry = "/v1/parked-events/" + lost + "/retry";
    client.send("POST", retry, null, "Idempotency-Key", "again-" + lost).hasStatus(200);
    assertThat(
            client
                .send("POST", retry, null, "Idempotency-Key", "again-" + lost)
                .hasStatus(200)
                .header("Idempotent-Replayed"))
        .isEqualTo("true");
    Await.until(
        LIMIT,
        () -> "the event to be parked again, as nobody knows its type",
        () ->
            database.number(
                    "select count(*) from users.outbox where id = '"
                        + lost
                        + "' and parked_at is not null and last_error like '%not known%'")
                == 1);
    for (String id : List.of(lost, dropped, tick)) {
      client.send("DELETE", "/v1/parked-events/" + id, null).hasStatus(204);
      client.send("DELETE", "/v1/parked-events/" + id, null).hasStatus(404);
    }
    client.send("POST", retry, null).hasStatus(404);
    assertThat(client.get("/v1/parked-events?cursor=x").status()).isEqualTo(400);
  }

  private List<String> pages(int limit) {
    List<String> ids = new ArrayList<>();
    String cursor = null;
    do {
      JsonObject page =
          client
              .get("/v1/parked-events?limit=" + limit + (cursor == null ? "" : "&cursor=" + cursor))
              .hasStatus(200)
              .json();
      page.getJsonArray("items").forEach(e -> ids.add(((JsonObject) e).getString("id")));
      cursor = page.getString("next");
    } while (cursor != null);
    assertThat(ids).doesNotHaveDuplicates();
    return ids;
  }

  private String park(String schema, String type, String subject) {
    String id = UUID.randomUUID().toString();
    database.change(
        "insert into "
            + schema
            + ".outbox (id, subject, type, at, payload, parked_at, last_error)"
            + " values ('"
            + id
            + "', '"
            + subject
            + "', '"
            + type
            + "', now(), '{}', clock_timestamp(), 'no')");
    return id;
  }

  private String create(String email, String name) {
    return client.createUser(email, name).getString("id");
  }

  private List<JsonObject> export(String id) {
    Client.Answer answer = client.get("/v1/users/" + id + "/export").hasStatus(200);
    assertThat(answer.header("content-type")).isEqualTo("application/x-ndjson");
    return answer.body().lines().map(JsonObject::new).toList();
  }

  private void awaitErased(String id) {
    Await.until(
        LIMIT,
        () -> "the erasure to reach everyone",
        () ->
            database.number("select count(*) from users.outbox where subject = 'user:" + id + "'")
                == 0);
  }
}

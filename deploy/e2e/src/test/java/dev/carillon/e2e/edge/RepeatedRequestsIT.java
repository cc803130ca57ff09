package dev.carillon.e2e.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Client.Answer;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.e2e.recorded.RouteTables;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Every POST and PATCH is done once under an idempotency key, or refuses the key. */
@WithUp(value = "CARILLON_WELCOME=off", shared = true)
class RepeatedRequestsIT {
  private static final JsonObject NOTHING = new JsonObject();

  /** Of a path that takes none, and refuses the key. */
  private static final StringBuilder NO_BODY = new StringBuilder();

  private final Client client;
  private final Database database;

  /**
   * A request under a key, and another one that must not get its answer.
   *
   * @param headers name and value in turns
   */
  private record Requests(
      String path, Object body, String otherPath, Object otherBody, List<String> headers) {
    static Requests of(String path, Object body, Object other) {
      return new Requests(path, body, path, other, List.of());
    }

    static Requests ofPaths(String path, String other) {
      return new Requests(path, "", other, "", List.of());
    }
  }

  RepeatedRequestsIT(Up up, Database database) {
    this.client = up.client();
    this.database = database;
  }

  @Test
  void everyPostAndPatchIsDoneOnceUnderAKeyOrRefusesIt() {
    Vertx vertx = Vertx.vertx();
    SoftAssertions all = new SoftAssertions();
    try {
      List<String> routes =
          new RouteTables(vertx)
              .routes().stream().filter(r -> r.matches("(POST|PATCH) .*")).toList();
      assertThat(routes).hasSizeGreaterThan(20);
      routes.forEach(route -> all.check(() -> check(route)));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
      // Others use this product too: what the walk has paused goes on.
      client.send("DELETE", "/v1/pauses?template=once-a", null);
      database.change("delete from users.outbox where subject = 'user:once'");
    }
    all.assertAll();
  }

  private void check(String route) {
    String[] parts = route.split(" ", 2);
    String key = UUID.randomUUID().toString();
    Requests requests = requests(route);
    Answer first = send(parts[0], requests, key, false);
    if (requests.body() == NOTHING || requests.body() == NO_BODY) {
      assertThat(first.status()).as(route).isEqualTo(400);
      assertThat(first.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
          .as(route)
          .isEqualTo("Idempotency-Key");
      return;
    }
    assertThat(first.header("idempotent-replayed")).as(route).isNull();
    Answer again = send(parts[0], requests, key, false);
    assertThat(again.status()).as(route + again.body()).isEqualTo(first.status());
    assertThat(again.header("idempotent-replayed")).as(route).isEqualTo("true");
    assertThat(said(again)).as(route).isEqualTo(said(first));
    assertThat(send(parts[0], requests, key, true).status()).as(route).isEqualTo(422);
  }

  private Answer send(String method, Requests requests, String key, boolean other) {
    String[] headers = new String[requests.headers().size() + 2];
    headers[0] = "Idempotency-Key";
    headers[1] = key;
    for (int i = 0; i < requests.headers().size(); i++) {
      headers[i + 2] = requests.headers().get(i);
    }
    return client.send(
        method,
        other ? requests.otherPath() : requests.path(),
        other ? requests.otherBody() : requests.body(),
        headers);
  }

  private static String said(Answer answer) {
    return answer.body().replaceFirst("\"traceId\":\"[^\"]*\"", "");
  }

  private UUID parked() {
    UUID event = UUID.randomUUID();
    database.change(
        "insert into users.outbox (id, subject, type, at, payload, parked_at, last_error) values ('"
            + event
            + "', 'user:once', 'users.once.v1', now(), '{}', clock_timestamp(), 'no')");
    return event;
  }

  /** What is not named here must refuse the key. */
  private Requests requests(String route) {
    return switch (route) {
      case "POST /v1/users" -> Requests.of("/v1/users", user("once"), user("other"));
      case "POST /v1/users/batch" ->
          Requests.of("/v1/users/batch", batch(user("many")), batch(user("more")));
      case "PATCH /v1/users/:id" -> patch();
      case "POST /v1/users/:id/deactivate" -> ofUsers("deactivate");
      case "POST /v1/users/:id/reactivate" -> ofUsers("reactivate");
      case "POST /v1/emails" -> Requests.of("/v1/emails", mail("one"), mail("two"));
      case "POST /v1/emails/batch" -> Requests.of("/v1/emails/batch", toAll("one"), toAll("two"));
      case "POST /v1/emails/:id/cancel" -> ofMails("cancel");
      case "POST /v1/emails/:id/retry" -> ofMails("retry");
      case "POST /v1/emails/:id/reschedule" ->
          Requests.of(
              "/v1/emails/" + waiting() + "/reschedule",
              new JsonObject().put("sendAt", "2400-01-01T00:00:00Z"),
              new JsonObject().put("sendAt", "2400-01-02T00:00:00Z"));
      case "POST /v1/emails/retry" ->
          Requests.ofPaths(
              "/v1/emails/retry?state=dead&limit=1", "/v1/emails/retry?state=dead&limit=2");
      case "POST /v1/parked-events/:id/retry" ->
          Requests.ofPaths(
              "/v1/parked-events/" + parked() + "/retry",
              "/v1/parked-events/" + parked() + "/retry");
      case "POST /v1/windows/:id/close" ->
          Requests.ofPaths(
              "/v1/windows/" + window() + "/close", "/v1/windows/" + UUID.randomUUID() + "/close");
      case "POST /v1/suppressions" ->
          Requests.of("/v1/suppressions", address("a@once.example"), address("b@once.example"));
      case "POST /v1/pauses" ->
          Requests.of(
              "/v1/pauses",
              new JsonObject().put("template", "once-a"),
              new JsonObject().put("template", "once-b"));
      case "POST /v1/templates/:name/test" -> test();
      case "POST /v1/broadcasts/:name/run" ->
          Requests.ofPaths("/v1/broadcasts/periodic-update/run", "/v1/broadcasts/none/run");
      case "POST /v1/topics/:topic/messages" -> message();
      case "POST /v1/users/:id/notifications" -> told();
      case "POST /send-email" -> Requests.of("/send-email", email("one"), email("two"));
      case "POST /send-notification", "POST /send-notification-manual" -> notification(route);
      case "POST /v1/faults/:name",
          "POST /v1/inbox/:id/view",
          "POST /v1/users/:id/notifications/:notification/seen",
          "POST /v1/users/:id/notifications/:notification/acked" ->
          Requests.of(somewhere(route), NO_BODY, NO_BODY);
      default -> Requests.of(somewhere(route), NOTHING, NOTHING);
    };
  }

  private static String somewhere(String route) {
    return route
        .replaceFirst("\\S+ ", "")
        .replaceAll(":(id|notification)\\b", UUID.randomUUID().toString())
        .replaceAll(":\\w+", "none");
  }

  private static JsonObject user(String name) {
    return new JsonObject()
        .put("email", name + UUID.randomUUID() + "@once.example")
        .put("name", name);
  }

  private static JsonObject batch(JsonObject user) {
    return new JsonObject()
        .put("items", new JsonArray().add(new JsonObject().put("op", "create").put("user", user)));
  }

  private Requests patch() {
    String path = "/v1/users/" + userId();
    return new Requests(
        path,
        new JsonObject().put("name", "Once"),
        path,
        new JsonObject().put("name", "Other"),
        List.of("If-Match", "\"v1\""));
  }

  private Requests ofUsers(String verb) {
    return Requests.ofPaths(
        "/v1/users/" + userId() + "/" + verb, "/v1/users/" + userId() + "/" + verb);
  }

  private String userId() {
    return client.post("/v1/users", user("kept")).hasStatus(201).json().getString("id");
  }

  private Requests ofMails(String verb) {
    return Requests.ofPaths(
        "/v1/emails/" + waiting() + "/" + verb, "/v1/emails/" + waiting() + "/" + verb);
  }

  private String waiting() {
    JsonObject mail = mail("later").put("delay", "PT1H");
    return client.post("/v1/emails", mail).hasStatus(202).json().getString("id");
  }

  private static JsonObject mail(String subject) {
    return Client.mail("reader@once.example", subject);
  }

  private static JsonObject toAll(String subject) {
    JsonObject mail = mail(subject);
    Object to = mail.remove("to");
    return new JsonObject().put("to", new JsonArray().add(to)).put("mail", mail);
  }

  private String window() {
    JsonObject mail = mail("gathered").put("digestKey", "once").put("digestWindow", "PT1H");
    String id = client.post("/v1/emails", mail).hasStatus(202).json().getString("id");
    return client.get("/v1/windows").json().getJsonArray("windows").stream()
        .map(JsonObject.class::cast)
        .filter(w -> w.getString("mailId").equals(id))
        .findFirst()
        .orElseThrow()
        .getString("id");
  }

  private static JsonObject address(String address) {
    return new JsonObject().put("address", address);
  }

  private Requests test() {
    JsonObject spec = new JsonObject().put("subject", "S").put("text", "T {{a}}");
    client.put("/v1/templates/once", spec).hasStatus(200);
    JsonObject mail = new JsonObject().put("to", mail("x").getJsonObject("to"));
    return Requests.of(
        "/v1/templates/once/test",
        mail.copy().put("data", new JsonObject().put("a", 1)),
        mail.copy().put("data", new JsonObject().put("a", 2)));
  }

  private Requests message() {
    client
        .put("/v1/topic-rules/once", "{\"durable\":true,\"publish\":[\"writer\"]}")
        .hasStatus(200);
    return Requests.of("/v1/topics/once/messages", "{\"data\":1}", "{\"data\":2}");
  }

  private Requests told() {
    return Requests.of(
        "/v1/users/" + userId() + "/notifications", "{\"title\":\"1\"}", "{\"title\":\"2\"}");
  }

  private static JsonObject email(String subject) {
    return new JsonObject()
        .put("to", "reader@once.example")
        .put("subject", subject)
        .put("body", "B");
  }

  private static Requests notification(String route) {
    String path = route.substring("POST ".length()) + "?email=reader@once.example&message=";
    return Requests.ofPaths(path + "one", path + "two");
  }
}

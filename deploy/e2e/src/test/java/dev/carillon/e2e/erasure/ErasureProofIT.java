package dev.carillon.e2e.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.RefusingServer;
import dev.carillon.e2e.harness.Up;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who is erased is nowhere: a person leaves marks in every table that there is, and after the
 * erasure none of them is in any table of the catalogue or in the document store, in whatever
 * encoding. The local inbox, which stands for what others got, is left aside.
 */
class ErasureProofIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String WORD = "7f3azebra";
  private static final String NAME = "Nameof" + WORD;
  private static final String DOMAIN = "at" + WORD + ".example";
  private static final String SUBJECT = "Subjectof" + WORD;
  private static final String BODY = "Bodyof" + WORD;
  private static final String ATTACHED = "Attachedof" + WORD;
  private static final String PROFILE = "Profileof" + WORD;
  private static final String EXTERNAL = "Externalof" + WORD;
  private static final String REPLY = "Replyof" + WORD;
  private static final String REASON = "Reasonof" + WORD;
  private static final String PARKED = "Parkedof" + WORD;
  private static final String ITEM = "Itemof" + WORD;
  private static final List<String> MARKS =
      List.of(
          NAME, DOMAIN, SUBJECT, BODY, ATTACHED, PROFILE, EXTERNAL, REPLY, REASON, PARKED, ITEM);

  /** Addresses that the person had, one after the other: each is a mood of the server. */
  private static final List<String> ADDRESSES =
      Stream.of("dead", "busy", "unknown", "stuck", "last").map(a -> a + "@" + DOMAIN).toList();

  @TempDir Path folder;
  private Client client;
  private String user;

  @Test
  void nothingOfAnErasedPersonIsAnywhere() throws IOException {
    try (RefusingServer server = new RefusingServer(REPLY);
        Up up =
            Up.start(
                folder.resolve("data"),
                Map.of(
                    "CARILLON_SMTP_URL", server.url(), "CARILLON_MAIL_RETRIES_UNKNOWN", "none"));
        Database database = Database.in(up.data())) {
      client = up.client();
      live(database);
      assertThat(states()).as("all states that a mail can have").hasSize(12);
      Map<String, Set<String>> before = places(up, database);
      assertThat(before.keySet()).as("what can be found at all").containsAll(MARKS);
      assertThat(before.get(DOMAIN))
          .contains(
              "notifier.dedup",
              "notifier.merge_window",
              "notifier.idempotency",
              "notifier.suppression",
              "notifier.throttle_key",
              "notifier.throttle_pass",
              "notifier.deferred",
              "notifier.attempt",
              "notifier.outcome",
              "users.outbox",
              "users.idempotency",
              "users.audit_value");

      client.send("DELETE", "/v1/users/" + user, null).hasStatus(200);
      Await.until(
          LIMIT,
          () -> "a try to erase while a mail is on its way",
          () -> database.number("select coalesce(max(attempts), 0) from users.outbox") > 0);
      server.release();
      Await.until(
          LIMIT,
          () ->
              "the erasure to be complete: " + database.texts("select t::text from users.outbox t"),
          () -> database.number("select count(*) from users.outbox where parked_at is null") == 0);
      assertThat(places(up, database)).isEmpty();
      assertThat(client.get("/v1/ledger").json().getBoolean("balanced")).isTrue();
    }
  }

  /** Everything that can be known of somebody. */
  private void live(Database database) {
    JsonObject create =
        new JsonObject()
            .put("email", ADDRESSES.get(0))
            .put("name", NAME)
            .put("externalId", EXTERNAL)
            .put("welcome", false);
    user = keyed("/v1/users", create, "create").hasStatus(201).json().getString("id");
    client.put("/v1/users/" + user + "/profile", new JsonObject().put("likes", PROFILE));
    keyed("/v1/users/" + user + "/deactivate", null, "deactivate").hasStatus(200);
    keyed("/v1/users/" + user + "/reactivate", null, "reactivate").hasStatus(200);
    rules();
    accept(mail().put("topic", "news"), "suppressed");
    accept(mail().put("expiresAt", "2020-01-01T00:00:00Z"), "expired");
    accept(mail(), "dead");
    move(1);
    accept(mail(), "retrying");
    move(2);
    accept(mail(), "unknown");
    move(3);
    accept(mail(), "sending");
    move(4);
    accept(filled("proof"), "sent");
    accept(filled("proof").put("topic", "parked"), "held");
    accept(filled("held"), "held");
    accept(mail().put("delay", "PT1H").put("dedupKey", "order"), "scheduled");
    cancelUnderAKey(accept(mail().put("delay", "PT1H"), "scheduled"));
    mergeAndGather();
    JsonObject server = client.get("/v1/servers").items().getJsonObject(0);
    client.put("/v1/servers/" + server.getString("name"), new JsonObject().put("paused", true));
    accept(mail(), "ready");
    park(database);
  }

  private void rules() {
    JsonObject text = new JsonObject().put("subject", SUBJECT + " {{x}}").put("text", "T {{x}}");
    client.put("/v1/templates/proof", text).hasStatus(200);
    client.put("/v1/templates/held", text).hasStatus(200);
    client.post("/v1/templates/proof/preview", new JsonObject().put("x", BODY)).hasStatus(200);
    client.send("DELETE", "/v1/templates/proof?version=1", null);
    client
        .put("/v1/templates/proof", new JsonObject().put("subject", "S {{x}}").put("text", "T"))
        .hasStatus(200);
    client.send("DELETE", "/v1/templates/held?version=1", null);
    client
        .put("/v1/templates/held", new JsonObject().put("subject", "S {{x}}").put("text", "T"))
        .hasStatus(200);
    client.post("/v1/pauses", new JsonObject().put("template", "held")).hasStatus(200);
    JsonObject throttle =
        new JsonObject()
            .put("template", "proof")
            .put("limit", 1)
            .put("within", "PT1H")
            .put("perRecipient", true);
    client.put("/v1/throttles/proof", throttle).hasStatus(200);
    for (String address : ADDRESSES) {
      JsonObject suppress =
          new JsonObject().put("address", address).put("topic", "news").put("reason", REASON);
      keyed("/v1/suppressions", suppress, "suppress " + address).hasStatus(200);
    }
  }

  /** Gives the person another address, under a key. */
  private void move(int index) {
    client
        .send(
            "PATCH",
            "/v1/users/" + user,
            new JsonObject().put("email", ADDRESSES.get(index)),
            "If-Match",
            "*",
            "Idempotency-Key",
            "move-" + index)
        .hasStatus(200);
  }

  private void cancelUnderAKey(String id) {
    keyed("/v1/emails/" + id + "/cancel", null, "cancel").hasStatus(200);
    keyed("/v1/emails/" + id + "/reschedule", at(), "too late").hasStatus(409);
  }

  private static JsonObject at() {
    return new JsonObject().put("sendAt", Clocks.system().now().toString());
  }

  private void mergeAndGather() {
    JsonObject draft = mail().put("debounceKey", "draft").put("delay", "PT1H");
    client.post("/v1/emails", draft).hasStatus(202);
    client.post("/v1/emails", draft).hasStatus(202);
    JsonObject part =
        new JsonObject()
            .put("to", new JsonObject().put("userId", user))
            .put("template", "proof")
            .put("data", new JsonObject().put("x", ITEM))
            .put("digestKey", "parts")
            .put("digestWindow", "PT1H");
    client.post("/v1/emails", part).hasStatus(202);
    client.post("/v1/emails", part).hasStatus(202);
    JsonObject many =
        new JsonObject()
            .put(
                "to",
                new JsonArray()
                    .add(new JsonObject().put("email", "Last@" + DOMAIN).put("name", NAME))
                    .add(new JsonObject().put("email", "no address at " + DOMAIN)))
            .put("mail", content().put("delay", "PT2H"));
    keyed("/v1/emails/batch", many, "many").hasStatus(200);
  }

  /** As if a consumer had refused an event of this user for good. */
  private void park(Database database) {
    database.change(
        "insert into users.outbox (id, subject, type, at, payload, parked_at, last_error, attempts)"
            + " select gen_random_uuid(), 'user:"
            + user
            + "', 'users.changed.v1', users.clock_now(), jsonb_build_object('change', 'changed',"
            + " 'userId', '"
            + user
            + "', 'email', 'last@"
            + DOMAIN
            + "', 'name', '"
            + PARKED
            + "', 'version', 7), users.clock_now(), 'no mail to last@"
            + DOMAIN
            + "', 3");
  }

  private JsonObject mail() {
    return content().put("to", new JsonObject().put("userId", user));
  }

  private static JsonObject content() {
    String attached =
        Base64.getEncoder().encodeToString((ATTACHED + " äöü").getBytes(StandardCharsets.UTF_8));
    return new JsonObject()
        .put("subject", SUBJECT)
        .put("text", BODY)
        .put("html", "<p>" + BODY + "</p>")
        .put("replyTo", "reply@" + DOMAIN)
        .put("headers", new JsonObject().put("X-Mark", BODY))
        .put(
            "attachments",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("name", "a.txt")
                        .put("type", "text/plain")
                        .put("content", attached)));
  }

  private JsonObject filled(String template) {
    return new JsonObject()
        .put("to", new JsonObject().put("userId", user))
        .put("template", template)
        .put("data", new JsonObject().put("x", BODY));
  }

  private String accept(JsonObject mail, String state) {
    String id =
        keyed("/v1/emails", mail, "mail " + mail.hashCode() + state)
            .hasStatus(202)
            .json()
            .getString("id");
    Await.until(
        LIMIT,
        () -> state + " instead of " + client.get("/v1/emails/" + id).body(),
        () -> state.equals(client.get("/v1/emails/" + id).json().getString("state")));
    return id;
  }

  private Client.Answer keyed(String path, JsonObject body, String key) {
    return client.send("POST", path, body, "Idempotency-Key", key.replace(' ', '-'));
  }

  private Set<String> states() {
    return client.get("/v1/emails?limit=200&userId=" + user).hasStatus(200).items().stream()
        .map(item -> ((JsonObject) item).getString("state"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** In which tables and collections each mark is; those that are nowhere are left out. */
  private static Map<String, Set<String>> places(Up up, Database database) throws IOException {
    Map<String, Set<String>> found = new TreeMap<>();
    database
        .texts(
            "select format('%I.%I', n.nspname, c.relname) from pg_class c"
                + " join pg_namespace n on n.oid = c.relnamespace"
                + " where c.relkind in ('r', 'm') and n.nspname in ('users', 'notifier')")
        .forEach(table -> look(database.copy(table), table, found));
    Vertx vertx = Vertx.vertx();
    MongoClient mongo =
        MongoClient.create(vertx, new JsonObject().put("connection_string", url(up)));
    try {
      for (String collection : mongo.getCollections().await()) {
        mongo
            .find(collection, new JsonObject())
            .await()
            .forEach(document -> look(document.encode(), "mongo " + collection, found));
      }
    } finally {
      mongo.close().await();
      vertx.close().await();
    }
    return found;
  }

  private static void look(String rows, String place, Map<String, Set<String>> found) {
    for (String row : rows.lines().toList()) {
      for (String mark : MARKS) {
        if (!found.getOrDefault(mark, Set.of()).contains(place) && Readings.say(row, mark)) {
          found.computeIfAbsent(mark, m -> new TreeSet<>()).add(place);
        }
      }
    }
  }

  private static String url(Up up) throws IOException {
    Properties ports = new Properties();
    ports.load(new StringReader(up.read("ports")));
    return "mongodb://127.0.0.1:" + ports.getProperty("mongo") + "/carillon";
  }
}

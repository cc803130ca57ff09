package dev.carillon.e2e.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What mails say, and which of them go out: templates, suppressions, links, pauses. */
class MailPolicyIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir static Path folder;
  private static Up up;
  private static Client client;
  private static Client nobody;

  @BeforeAll
  static void start() {
    up = Up.start(folder.resolve("data"), Map.of("CARILLON_WELCOME", "off"));
    client = up.client();
    nobody = new Client(up.port(), null);
  }

  @AfterAll
  static void stop() {
    up.close();
  }

  @Test
  void aTemplateIsFilledEscapedAndKeptInVersions() {
    JsonObject template =
        new JsonObject()
            .put("subject", "Hello {{name}}")
            .put("text", "{{#items}}- {{label}}\n{{/items}}for {{to.email}}")
            .put("html", "<p>{{name}}</p>");
    assertThat(put(template).getInteger("version")).isEqualTo(1);
    assertThat(put(template).getInteger("version")).isEqualTo(1); // nothing new
    assertThat(put(template.copy().put("subject", "Hi {{name}}")).getInteger("version"))
        .isEqualTo(2);
    JsonObject data =
        new JsonObject()
            .put("name", "<Ada>")
            .put("items", new JsonArray().add(new JsonObject().put("label", "one")))
            .put("to", new JsonObject().put("email", "x"));
    JsonObject preview =
        client.post("/v1/templates/greeting/preview?version=1", data).hasStatus(200).json();
    assertThat(preview.getString("subject")).isEqualTo("Hello <Ada>");
    assertThat(preview.getString("html")).isEqualTo("<p>&lt;Ada&gt;</p>");
    JsonObject mail =
        new JsonObject()
            .put("to", new JsonObject().put("email", "ada@policy.example"))
            .put("template", "greeting")
            .put("data", data);
    awaitState(accept(mail), "sent");
    JsonObject arrived = inbox("ada@policy.example").getJsonObject(0);
    assertThat(arrived.getString("subject")).isEqualTo("Hi <Ada>");
    assertThat(arrived.getString("text")).contains("- one").contains("for ada@policy.example");
    data.remove("name");
    assertThat(client.post("/v1/emails", mail).hasStatus(400).body())
        .contains("/data/name")
        .contains("is missing");
    assertThat(client.post("/v1/emails", mail.copy().put("template", "none")).hasStatus(400).body())
        .contains("/template");
    JsonObject test =
        new JsonObject()
            .put("to", new JsonObject().put("email", "test@policy.example"))
            .put("data", data.put("name", "T"));
    client.post("/v1/templates/greeting/test", test).hasStatus(202);
    for (String broken : List.of("{{#a}}", "{{/a}}", "{{> other}}", "{{}}")) {
      assertThat(
              client
                  .put("/v1/templates/broken", template.copy().put("text", broken))
                  .hasStatus(400)
                  .body())
          .contains("/text");
    }
    client.send("DELETE", "/v1/templates/greeting", null).hasStatus(204);
    client.get("/v1/templates/greeting").hasStatus(404);
  }

  /** Ten lists of a hundred within one another are 10 to the 20 lines. */
  @Test
  void aTemplateThatWouldFillTheMemoryIsGivenUp() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      text.append("{{#l").append("}}");
    }
    text.append("xxxxxxxxxx");
    for (int i = 0; i < 10; i++) {
      text.append("{{/l").append("}}");
    }
    client
        .put(
            "/v1/templates/bomb", new JsonObject().put("subject", "S").put("text", text.toString()))
        .hasStatus(200);
    JsonArray list = new JsonArray();
    for (int i = 0; i < 100; i++) {
      list.add(new JsonObject().put("n", i));
    }
    assertThat(
            client
                .post("/v1/templates/bomb/preview", new JsonObject().put("l", list))
                .hasStatus(400)
                .body())
        .contains("longer than");
  }

  @Test
  void whoWantsNoMailGetsNone() {
    JsonObject suppress =
        new JsonObject().put("address", "Never@policy.example").put("reason", "bounced");
    client.post("/v1/suppressions", suppress).hasStatus(200);
    String id = accept(Client.mail("never@policy.example", "No"));
    awaitState(id, "suppressed");
    assertThat(inbox("never@policy.example")).isEmpty();
    assertThat(client.get("/v1/suppressions?address=never@policy.example").items()).hasSize(1);
    client.send("DELETE", "/v1/suppressions?address=never@policy.example", null).hasStatus(204);
    awaitState(accept(Client.mail("never@policy.example", "Yes")), "sent");
    assertThat(client.get("/v1/ledger").json().getBoolean("balanced")).isTrue();
  }

  @Test
  void theLinkInAMailEndsMailOfItsTopicAndLookingAtItChangesNothing() {
    JsonObject news = Client.mail("reader@policy.example", "News").put("topic", "news");
    awaitState(accept(news), "sent");
    String raw = read(inboxFile("reader@policy.example"));
    assertThat(raw).contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    String link =
        raw.lines().filter(l -> l.startsWith("List-Unsubscribe: <")).findFirst().orElseThrow();
    String path = link.substring(link.indexOf("/unsubscribe/"), link.length() - 1);
    assertThat(nobody.get(path).hasStatus(200).body()).contains("reader@policy.example", "button");
    awaitState(accept(news), "sent"); // a look is no wish
    nobody.send("POST", path, "List-Unsubscribe=One-Click").hasStatus(200);
    awaitState(accept(news), "suppressed");
    awaitState(accept(news.copy().put("topic", "offers")), "sent");
    awaitState(accept(news.copy().put("critical", true)), "sent");
    nobody.send("POST", path.replace("unsubscribe/", "unsubscribe/x"), "").hasStatus(400);
    nobody.get("/unsubscribe/abc.def").hasStatus(400);
  }

  @Test
  void mailIsHeldWhileItsTemplateIsPaused() {
    JsonObject template = new JsonObject().put("subject", "S").put("text", "T");
    client.put("/v1/templates/held", template).hasStatus(200);
    JsonObject mail =
        new JsonObject()
            .put("to", new JsonObject().put("email", "held@policy.example"))
            .put("template", "held");
    client.post("/v1/pauses", new JsonObject().put("template", "held")).hasStatus(200);
    String id = accept(mail);
    awaitState(id, "held");
    JsonObject held = client.get("/v1/emails/" + id).json();
    assertThat(held.getString("reply")).isEqualTo("paused: held");
    assertThat(held.getString("template")).isEqualTo("held");
    assertThat(held.getString("priority")).isEqualTo("normal");
    awaitState(accept(Client.mail("free@policy.example", "Free")), "sent");
    assertThat(client.get("/v1/pauses").items()).hasSize(1);
    client.send("DELETE", "/v1/pauses?template=held", null).hasStatus(200);
    awaitState(id, "sent");

    client.post("/v1/pauses", new JsonObject()).hasStatus(200); // everything
    String waiting = accept(Client.mail("all@policy.example", "All"));
    assertThat(client.get("/v1/emails/" + waiting).json().getString("state")).isEqualTo("ready");
    client.send("DELETE", "/v1/pauses", null).hasStatus(200);
    awaitState(waiting, "sent");
  }

  @Test
  void mailsUnderOneDigestKeyBecomeOneThatSaysThemAll() {
    client
        .put(
            "/v1/templates/digest",
            new JsonObject()
                .put("subject", "{{count}} news")
                .put("text", "{{#items}}- {{what}}\n{{/items}}"))
        .hasStatus(200);
    JsonObject mail =
        new JsonObject()
            .put("to", new JsonObject().put("email", "digest@policy.example"))
            .put("template", "digest")
            .put("digestKey", "news")
            .put("digestMode", "fixed")
            .put("digestWindow", "PT10M");
    String first = accept(mail.copy().put("data", new JsonObject().put("what", "one")));
    String last = accept(mail.copy().put("data", new JsonObject().put("what", "two")));
    assertThat(client.get("/v1/emails/" + first).json().getString("mergedInto")).isEqualTo(last);
    JsonObject window =
        client.get("/v1/windows").hasStatus(200).json().getJsonArray("windows").getJsonObject(0);
    assertThat(window.getString("key")).isEqualTo("news");
    assertThat(window.getInteger("mails")).isEqualTo(2);
    client.post("/v1/windows/" + window.getString("id") + "/close", null).hasStatus(204);
    awaitState(last, "sent");
    JsonArray arrived = inbox("digest@policy.example");
    assertThat(arrived).hasSize(1);
    assertThat(arrived.getJsonObject(0).getString("subject")).isEqualTo("2 news");
    assertThat(arrived.getJsonObject(0).getString("text")).contains("- one", "- two");
    client.post("/v1/windows/" + window.getString("id") + "/close", null).hasStatus(404);
    for (String wrong : List.of("delay", "undo")) {
      assertThat(
              client
                  .post("/v1/emails", mail.copy().put("data", new JsonObject()).put(wrong, "PT1S"))
                  .hasStatus(400)
                  .body())
          .contains("/digestKey");
    }
    assertThat(client.post("/v1/emails", mail.copy().put("digestWindow", "P40D")).body())
        .contains("/digestWindow");
    JsonObject explained = explained(mail.copy().put("data", new JsonObject().put("what", "x")));
    assertThat(explained.getString("state")).isEqualTo("scheduled");
  }

  @Test
  void whatIsThrottledIsHeldAndGoesWhenTheThrottleDoes() {
    JsonObject throttle = new JsonObject().put("template", "few").put("limit", 1);
    assertThat(client.put("/v1/throttles/few", throttle).hasStatus(400).body()).contains("/within");
    client.put("/v1/throttles/few", throttle.put("within", "PT1H")).hasStatus(200);
    client
        .put("/v1/templates/few", new JsonObject().put("subject", "S").put("text", "T"))
        .hasStatus(200);
    JsonObject mail =
        new JsonObject()
            .put("to", new JsonObject().put("email", "few@policy.example"))
            .put("template", "few");
    awaitState(accept(mail), "sent");
    String second = accept(mail);
    awaitState(second, "held");
    JsonObject explained = explained(mail);
    assertThat(explained.getString("state")).isEqualTo("held");
    assertThat(Instant.parse(explained.getString("earliest")))
        .isAfter(Clocks.system().now().plusSeconds(1_800));
    assertThat(client.get("/v1/windows").json().getJsonArray("holds").encode())
        .contains("throttle few");
    awaitState(accept(mail.copy().put("critical", true)), "sent");
    client.send("DELETE", "/v1/throttles/few", null).hasStatus(204);
    awaitState(second, "sent");
    client.send("DELETE", "/v1/throttles/few", null).hasStatus(404);
    assertThat(client.get("/v1/throttles").items()).isEmpty();
  }

  @Test
  void aServerIsPausedLimitedAndLetGoAgain() {
    JsonObject server = client.get("/v1/servers").hasStatus(200).items().getJsonObject(0);
    String path = "/v1/servers/" + server.getString("name");
    assertThat(server.getBoolean("paused")).isFalse();
    assertThat(client.put(path, new JsonObject().put("limit", 5)).hasStatus(400).body())
        .contains("/per");
    client.put("/v1/servers/none:25", new JsonObject().put("paused", true)).hasStatus(404);
    client.put(path, new JsonObject().put("paused", true)).hasStatus(200);
    String id = accept(Client.mail("slow@policy.example", "S"));
    assertThat(client.get("/v1/emails/" + id).json().getString("state")).isNotEqualTo("sent");
    assertThat(explained(Client.mail("slow@policy.example", "S")).getJsonArray("rules").encode())
        .contains(server.getString("name"));
    JsonObject limit = new JsonObject().put("limit", 20).put("per", "PT1S");
    client.put(path, limit).hasStatus(200);
    assertThat(client.get("/v1/servers").items().getJsonObject(0).getInteger("limit"))
        .isEqualTo(20);
    awaitState(id, "sent");
    client.put(path, new JsonObject()).hasStatus(200);
  }

  @Test
  void whatWouldBecomeOfAMailIsExplainedAndNothingIsStored() {
    long before = client.get("/v1/ledger").json().getLong("accepted");
    JsonObject mail =
        Client.mail("Explain@policy.example", "S").put("topic", "news").put("delay", "PT1H");
    assertThat(explained(mail).getString("state")).isEqualTo("scheduled");
    JsonObject late = mail.copy().put("expiresAt", "2020-01-01T00:00:00Z");
    assertThat(explained(late).getString("state")).isEqualTo("expired");
    JsonObject suppress =
        new JsonObject().put("address", "explain@policy.example").put("topic", "news");
    client.post("/v1/suppressions", suppress).hasStatus(200);
    JsonObject unsubscribed = explained(mail);
    assertThat(unsubscribed.getString("state")).isEqualTo("suppressed");
    assertThat(unsubscribed.getJsonArray("rules").getString(0)).contains("topic news");
    JsonObject critical = mail.copy().put("critical", true);
    critical.remove("delay");
    assertThat(explained(critical).getString("state")).isEqualTo("ready");
    assertThat(client.get("/v1/ledger").json().getLong("accepted")).isEqualTo(before);
  }

  private static JsonObject explained(JsonObject mail) {
    return client.post("/v1/emails/explain", mail).hasStatus(200).json();
  }

  private static JsonObject put(JsonObject template) {
    return client.put("/v1/templates/greeting", template).hasStatus(200).json();
  }

  private static String accept(JsonObject mail) {
    return client.post("/v1/emails", mail).hasStatus(202).json().getString("id");
  }

  private static JsonArray inbox(String to) {
    return client.get("/v1/inbox?to=" + to).hasStatus(200).items();
  }

  /** The newest mail to an address, as it came over the wire. */
  private static String inboxFile(String to) {
    return "inbox/"
        + java.util.stream.Stream.of(up.data().resolve("inbox").toFile().list())
            .filter(name -> read("inbox/" + name).contains("To: " + to))
            .sorted()
            .reduce((a, b) -> b)
            .orElseThrow();
  }

  private static String read(String name) {
    return up.read(name);
  }

  private static void awaitState(String id, String state) {
    Await.until(
        LIMIT,
        () -> state + " instead of " + client.get("/v1/emails/" + id).body(),
        () -> state.equals(client.get("/v1/emails/" + id).json().getString("state")));
  }
}

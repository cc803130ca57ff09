package dev.carillon.e2e.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Broadcast schedules as a client has them. */
@WithUp("CARILLON_WELCOME=off")
class BroadcastIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Up up;
  private final Client client;

  BroadcastIT(Up up) {
    this.up = up;
    this.client = up.client();
  }

  @Test
  void whoChangedOneAndWhoAskedForATickIsKept() {
    JsonObject spec =
        new JsonObject().put("topic", "who").put("payload", new JsonObject()).put("every", "P1D");
    JsonObject key =
        new JsonObject().put("name", "night-shift").put("scopes", new JsonArray().add("admin"));
    Client other = up.client(client.post("/v1/keys", key).hasStatus(201).json().getString("key"));
    client.put("/v1/broadcasts/who", spec).hasStatus(200);
    String first = client.get("/v1/broadcasts/who").json().getString("changedBy");
    assertThat(first).isNotBlank();
    other.put("/v1/broadcasts/who", spec).hasStatus(200);
    client.send("POST", "/v1/broadcasts/who/run", null).hasStatus(200);
    assertThat(client.get("/v1/broadcasts/who").json().getString("changedBy"))
        .isEqualTo("night-shift");
    JsonObject tick = history("who").getJsonObject(0);
    assertThat(tick.getString("by")).isEqualTo(first);
    client.send("DELETE", "/v1/broadcasts/who", null).hasStatus(204);
  }

  @Test
  void aScheduleFiresReachesItsListenersAndTellsItsHistory() {
    Client.Socket socket = client.webSocket(null);
    JsonObject spec =
        new JsonObject()
            .put("topic", "plain")
            .put("payload", new JsonObject().put("text", "Ding"))
            .put("every", "PT0.2S");
    JsonObject made = client.put("/v1/broadcasts/bell", spec).hasStatus(200).json();
    assertThat(made.getString("misfire")).isEqualTo("skip");
    assertThat(socket.next("Ding")).isEqualTo("Ding");
    Await.until(LIMIT, () -> "three ticks", () -> history("bell").size() >= 3);
    spec.put("enabled", false);
    JsonObject stopped = client.put("/v1/broadcasts/bell", spec).hasStatus(200).json();
    assertThat(stopped.getJsonArray("next")).isEmpty();
    assertThat(stopped.getLong("version")).isEqualTo(2);
    List<Instant> fired =
        history("bell").stream().map(t -> ((JsonObject) t).getInstant("fireAt")).sorted().toList();
    assertThat(fired).doesNotHaveDuplicates();
    assertThat(fired)
        .allMatch(t -> Duration.between(fired.get(0), t).toMillis() % 200 == 0); // on its slots
    client.send("DELETE", "/v1/broadcasts/bell", null, "If-Match", "\"v1\"").hasStatus(412);
    client.send("DELETE", "/v1/broadcasts/bell", null, "If-Match", "\"v2\"").hasStatus(204);
    client.get("/v1/broadcasts/bell").hasStatus(404);
    assertThat(history("bell")).isNotEmpty();
  }

  @Test
  void theTimesToComeAreShown() {
    JsonObject spec =
        new JsonObject()
            .put("topic", "news")
            .put("payload", new JsonObject())
            .put("cron", "0 9 * * 1-5")
            .put("zone", "Europe/Zurich")
            .put("misfire", "once");
    client.put("/v1/broadcasts/morning", spec).hasStatus(200);
    JsonArray next =
        client.get("/v1/broadcasts/morning?next=7").hasStatus(200).json().getJsonArray("next");
    assertThat(next).hasSize(7);
    assertThat(client.get("/v1/broadcasts").items())
        .extracting(b -> ((JsonObject) b).getString("name"))
        .contains("morning", "periodic-update");
    for (Map.Entry<String, Object> wrong :
        Map.<String, Object>of(
                "cron",
                "at nine",
                "zone",
                "Europe/Nowhere",
                "every",
                "PT5S",
                "topic",
                "a b",
                "misfire",
                "later",
                "payload",
                5)
            .entrySet()) {
      JsonObject bad = spec.copy().put(wrong.getKey(), wrong.getValue());
      assertThat(client.put("/v1/broadcasts/bad", bad).hasStatus(400).body())
          .contains("/" + wrong.getKey());
    }
    client.get("/v1/broadcasts/bad").hasStatus(404);
    client.put("/v1/broadcasts/bad%20name", spec).hasStatus(400);
  }

  /** And to who listens to broadcasts as ever, whether the topic takes it or not. */
  @Test
  void aTickGoesOnceToTheLiveTopicThatItsBroadcastNames() {
    JsonObject rule =
        new JsonObject()
            .put("durable", true)
            .put("size", 64)
            .put("subscribe", new JsonArray().add("reader"))
            .put("publish", new JsonArray().add("writer"));
    client.put("/v1/topic-rules/news.*", rule).hasStatus(200);
    run("paper", "news.eu", "Extra");
    run("unheard", "nobody.listens", "Nothing");
    run("novel", "news.eu", "Long".repeat(20));
    run("paper", "news.eu", "Extra, extra");
    Await.until(LIMIT, () -> "the last", () -> said("news.eu").contains("Extra, extra"));
    assertThat(said("news.eu")).containsExactly("Extra", "Extra, extra");
    assertThat(up.process().output())
        .contains("The topic news.eu did not take")
        .doesNotContain("The topic nobody.listens");
    assertThat(client.get("/v1/parked-events").hasStatus(200).items()).isEmpty();
  }

  private void run(String name, String topic, String text) {
    JsonObject spec =
        new JsonObject()
            .put("topic", topic)
            .put("payload", new JsonObject().put("text", text))
            .put("every", "P1D");
    client.put("/v1/broadcasts/" + name, spec).hasStatus(200);
    client.send("POST", "/v1/broadcasts/" + name + "/run", null).hasStatus(200);
  }

  private List<String> said(String topic) {
    return client.get("/v1/topics/" + topic + "/messages?since=0").hasStatus(200).items().stream()
        .map(message -> ((JsonObject) message).getJsonObject("data").getString("text"))
        .toList();
  }

  /** The next time moves on while the version stays. */
  @Test
  void anETagChangesWithWhatIsShownAndItsVersionStillMatches() {
    JsonObject spec =
        new JsonObject()
            .put("topic", "moving")
            .put("payload", new JsonObject())
            .put("every", "PT0.1S");
    client.put("/v1/broadcasts/moving", spec).hasStatus(200);
    Client.Answer before = client.get("/v1/broadcasts/moving").hasStatus(200);
    Await.until(
        LIMIT, () -> "a tick", () -> !next("moving").equals(before.json().getValue("next")));
    assertThat(client.send("GET", "/v1/broadcasts/moving", null, "If-None-Match", etag(before)))
        .extracting(Client.Answer::status)
        .isEqualTo(200);
    spec.put("enabled", false);
    client.send("PUT", "/v1/broadcasts/moving", spec, "If-Match", etag(before)).hasStatus(200);
    client.send("PUT", "/v1/broadcasts/moving", spec, "If-Match", etag(before)).hasStatus(412);
    Client.Answer still = client.get("/v1/broadcasts/moving").hasStatus(200);
    client.send("GET", "/v1/broadcasts/moving", null, "If-None-Match", etag(still)).hasStatus(304);
  }

  private Object next(String name) {
    return client.get("/v1/broadcasts/" + name).json().getValue("next");
  }

  private static String etag(Client.Answer answer) {
    return answer.header("etag");
  }

  @Test
  void whatIsMadeAgainIsNotMistakenForWhatWasDeleted() {
    JsonObject spec =
        new JsonObject().put("topic", "again").put("payload", new JsonObject()).put("every", "P1D");
    client.put("/v1/broadcasts/again", spec).hasStatus(200);
    client.send("DELETE", "/v1/broadcasts/again", null, "If-Match", "\"v1\"").hasStatus(204);
    JsonObject again = client.put("/v1/broadcasts/again", spec).hasStatus(200).json();
    assertThat(again.getLong("version")).isEqualTo(2);
    client.send("PUT", "/v1/broadcasts/again", spec, "If-Match", "\"v1\"").hasStatus(412);
    client.send("DELETE", "/v1/broadcasts/again", null, "If-Match", "\"v2\"").hasStatus(204);
  }

  @Test
  void theBuiltInOneIsStoppedAndNotDeleted() {
    String problem =
        client.send("DELETE", "/v1/broadcasts/periodic-update", null).hasStatus(409).body();
    assertThat(problem).contains("enabled: false");
    client.get("/v1/broadcasts/periodic-update").hasStatus(200);
  }

  @Test
  void aTickTellsWhatItSaidWhateverIsSaidSince() {
    JsonObject spec =
        new JsonObject().put("topic", "said").put("misfire", "skip").put("every", "P1D");
    for (JsonObject payload :
        List.of(
            new JsonObject().put("text", "First " + "\u00e9".repeat(1500)),
            new JsonObject().put("n", 2),
            new JsonObject().put("text", "Hi").put("n", 3),
            new JsonObject().put("text", new JsonArray().add(4)))) {
      client.put("/v1/broadcasts/said", spec.put("payload", payload)).hasStatus(200);
      client.send("POST", "/v1/broadcasts/said/run", null).hasStatus(200);
    }
    List<String> said =
        history("said").stream().map(t -> ((JsonObject) t).getString("said")).toList();
    assertThat(said)
        .containsExactly( // the latest first
            "{\"text\": [4]}",
            "{\"n\": 3, \"text\": \"Hi\"}",
            "{\"n\": 2}",
            "First " + "\u00e9".repeat(994));
    assertThat(history("said").getJsonObject(0).getValue("ahead")).isNull();
  }

  private JsonArray history(String name) {
    return client.get("/v1/broadcasts/" + name + "/history?limit=200").hasStatus(200).items();
  }
}

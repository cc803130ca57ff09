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
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Client client;

  BroadcastIT(Up up) {
    this.client = up.client();
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

  private JsonArray history(String name) {
    return client.get("/v1/broadcasts/" + name + "/history?limit=200").hasStatus(200).items();
  }
}

package dev.carillon.e2e.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Client.Answer;
import dev.carillon.e2e.harness.Events;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Rules, publishing, resuming and history, from outside. */
@WithUp(value = "CARILLON_WELCOME=off", shared = true)
class TopicsIT {
  private static final String RULE =
      "{\"durable\":true,\"history\":{\"count\":1000,\"age\":\"1h\"},\"subscribe\":[\"reader\"],\"publish\":[\"writer\"]}";

  private final Up up;
  private final Client client;

  TopicsIT(Up up) {
    this.up = up;
    this.client = up.client();
  }

  private Events events(String path, String... headers) throws IOException {
    return new Events(up.port(), up.key(), path, headers);
  }

  @Test
  void whatIsPublishedIsKeptAndStreamedFromWhereOneWas() throws IOException {
    rule("news.*", RULE);
    Answer first = publish("news.a", "{\"n\":1.00}").hasStatus(200);
    publish("news.a", "2").hasStatus(200);
    Answer batch =
        client.post(
            "/v1/topics/news.a/messages",
            "{\"messages\":[{\"data\":3},{\"data\":4,\"id\":\"x\"}]}");
    assertThat(batch.json().getJsonArray("seqs")).isEqualTo(new JsonArray(List.of(3, 4)));
    String epoch = first.json().getString("epoch");
    try (Events events = events("/v1/topics/news.a/stream?since=0")) {
      assertThat(events.next("x-accel-buffering: ")).isEqualTo("no");
      assertThat(events.next("id: ")).isEqualTo(epoch + ":1");
      assertThat(events.next("data: ")).contains("\"seq\":1,\"at\":", "\"data\":{\"n\":1.00}}");
      assertThat(events.data().getLong("seq")).isEqualTo(2);
      assertThat(events.data().getLong("seq")).isEqualTo(3);
      assertThat(events.data().getLong("seq")).isEqualTo(4);
      publish("news.a", "5");
      assertThat(events.data().getLong("seq")).isEqualTo(5);
    }
    try (Events events = events("/v1/topics/news.a/stream", "Last-Event-ID: " + epoch + ":4")) {
      assertThat(events.data().getLong("seq")).isEqualTo(5);
    }
    try (Events events = events("/v1/topics/news.a/stream", "Last-Event-ID: what")) {
      assertThat(events.next("event: ")).isEqualTo("gap");
      assertThat(events.data().getLong("to")).isEqualTo(5);
      publish("news.a", "6");
      assertThat(events.data().getLong("seq")).isEqualTo(6);
    }
    JsonObject history = client.get("/v1/topics/news.a/messages?since=4&limit=1").json();
    assertThat(history.getJsonArray("items").getJsonObject(0).getLong("seq")).isEqualTo(5);
    assertThat(history.getLong("next")).isEqualTo(5);
  }

  @Test
  void aWebSocketPublishesResumesAndIsToldWhatItCannotHave() {
    rule("chat.*", RULE);
    publish("chat.a", "1");
    String epoch = publish("chat.a", "2").json().getString("epoch");
    try (Client.Socket socket = greeted()) {
      socket.send(
          "{\"type\":\"sub\",\"id\":\"1\",\"topic\":\"chat.a\",\"epoch\":\""
              + epoch
              + "\",\"since\":1}");
      assertThat(socket.frame().getLong("seq")).isEqualTo(1);
      assertThat(socket.next("{")).contains("\"msg\"", "\"seq\":2");
      socket.send("{\"type\":\"pub\",\"id\":\"2\",\"topic\":\"chat.a\",\"data\":{\"hi\":true}}");
      List<JsonObject> both = List.of(socket.frame(), socket.frame());
      assertThat(both).allMatch(f -> f.getLong("seq") == 3);
      assertThat(both).extracting(f -> f.getString("type")).containsExactlyInAnyOrder("ok", "msg");
      socket.send(
          "{\"type\":\"sub\",\"id\":\"3\",\"topic\":\"chat.a\",\"epoch\":\"other\",\"since\":1}");
      assertThat(socket.frame().getString("type")).isEqualTo("ok");
      assertThat(socket.next("{")).contains("\"gap\"", "\"to\":3");
      socket.send("{\"type\":\"pub\",\"id\":\"4\",\"topic\":\"nowhere\",\"data\":1}");
      assertThat(socket.frame().getString("code")).isEqualTo("forbidden");
      client.send("DELETE", "/v1/topic-rules/chat.*", null).hasStatus(204);
      assertThat(socket.next("closed")).isEqualTo("closed 4403");
    }
    assertThat(publish("chat.a", "1").status()).isEqualTo(403);
  }

  @Test
  void aTopicThatIsNotDurableIsHeardAndSaysWhatWasMissed() {
    rule("tick.*", "{\"subscribe\":[\"reader\"],\"publish\":[\"writer\"]}");
    try (Client.Socket socket = greeted()) {
      socket.send("{\"type\":\"sub\",\"id\":\"1\",\"topic\":\"tick.a\"}");
      String epoch = socket.frame().getString("epoch");
      assertThat(publish("tick.a", "1").json().isEmpty()).isTrue();
      assertThat(socket.frame().getLong("seq")).isEqualTo(1);
      socket.send(
          "{\"type\":\"sub\",\"id\":\"1\",\"topic\":\"tick.a\",\"epoch\":\""
              + epoch
              + "\",\"since\":0}");
      assertThat(socket.frame().getString("type")).isEqualTo("ok");
      assertThat(socket.next("{")).contains("\"gap\"", "\"to\":1");
    }
    assertThat(client.get("/v1/topics/tick.a/messages").status()).isEqualTo(404);
  }

  /** Whichever way one listens, or reads what is kept. */
  @Test
  void whatHoldsDataNeedsTheScopeToReadThatToo() throws IOException {
    String live = key("live-only", "live:subscribe:*");
    String both = key("live-users", "live:subscribe:*", "users:read");
    for (String path :
        List.of(
            "/v1/topics/users.changed/stream",
            "/v1/topics/emails/stream?since=0",
            "/v1/topics/emails.0190a1b2-0000-7000-8000-000000000000/stream",
            "/v1/stream?topic=broadcasts&topic=users.changed",
            "/v1/topics/users.changed/messages")) {
      assertThat(statusOf(live, path)).as(path).isEqualTo("403");
    }
    assertThat(statusOf(live, "/v1/stream?topic=broadcasts")).isEqualTo("200");
    assertThat(statusOf(both, "/v1/topics/users.changed/stream")).isEqualTo("200");
    assertThat(statusOf(both, "/v1/topics/users.changed/messages")).isEqualTo("404");
    assertThat(statusOf(both, "/v1/topics/emails/stream")).isEqualTo("403");
  }

  @Test
  void aUserIsWatchedUntilItIsErased() throws IOException {
    String id = client.createUser("watched@example.org", "First").getString("id");
    String path = "/v1/users/" + id;
    try (Events events = events(path, "Accept: text/event-stream")) {
      assertThat(events.status()).isEqualTo(200);
      assertThat(events.next("content-type: ")).isEqualTo("text/event-stream");
      assertThat(events.data()).isEqualTo(client.get(path).json());
      for (String name : List.of("Second", "Third")) {
        client
            .send("PATCH", path, new JsonObject().put("name", name), "If-Match", "*")
            .hasStatus(200);
        assertThat(events.data().getString("name")).isEqualTo(name);
      }
      client.send("DELETE", path, null, "If-Match", "*").hasStatus(200);
      String last = events.next("event: ");
      assertThat(last).isEqualTo("end");
      assertThat(events.data().getString("code")).isEqualTo("not-found");
    }
    try (Events gone = events(path, "Accept: text/event-stream")) {
      assertThat(gone.status()).isEqualTo(404);
    }
    try (Events both = events(path, "Accept: text/event-stream;q=0.5, application/json")) {
      assertThat(both.next("content-type: ")).isEqualTo("application/problem+json");
    }
    assertThat(statusOf(key("only-mail", "mail:read"), path)).isEqualTo("403");
  }

  @Test
  void aMailIsWatchedFromItsAcceptanceOn() throws IOException {
    JsonObject mail =
        Client.mail("watched@example.org", "Later")
            .put("sendAt", Instant.now().plusSeconds(600).toString());
    String id = client.post("/v1/emails", mail).hasStatus(202).json().getString("id");
    try (Events events = events("/v1/emails/" + id, "Accept: text/event-stream")) {
      assertThat(events.data().getString("state")).isEqualTo("scheduled");
      client.post("/v1/emails/" + id + "/cancel", null).hasStatus(200);
      assertThat(events.data().getString("state")).isEqualTo("cancelled");
    }
  }

  @Test
  void whatATransactionPublishesIsHeardAtOnce() throws IOException {
    rule("sql.*", RULE);
    try (Events events = events("/v1/topics/sql.a/stream?since=0");
        Database database = Database.in(up.data())) {
      for (int n = 1; n <= 3; n++) {
        database.texts("select notifier.publish_message('sql.a', '{\"n\":" + n + "}')");
        JsonObject heard = events.data();
        assertThat(heard.getLong("seq")).isEqualTo(n);
        assertThat(heard.getJsonObject("data").getInteger("n")).isEqualTo(n);
      }
    }
  }

  private String key(String name, String... scopes) {
    return client
        .post(
            "/v1/keys",
            new JsonObject().put("name", name).put("scopes", new JsonArray(List.of(scopes))))
        .hasStatus(201)
        .json()
        .getString("key");
  }

  private String statusOf(String key, String path) throws IOException {
    try (Events events = new Events(up.port(), key, path)) {
      return Integer.toString(events.status());
    }
  }

  @Test
  void aStreamOfSeveralTopicsGoesOnInAllOfThem() throws IOException {
    rule("many.*", RULE);
    publish("many.a", "1");
    publish("many.b", "1");
    String id = "";
    try (Events events = events("/v1/stream?topic=many.a&topic=many.b&since=0")) {
      events.data();
      events.data();
      while (!id.contains(",")) {
        id = events.next("id: ");
      }
    }
    publish("many.a", "2");
    publish("many.b", "2");
    try (Events events = events("/v1/stream?topic=many.a&topic=many.b", "Last-Event-ID: " + id)) {
      assertThat(List.of(events.data(), events.data())).allMatch(d -> d.getLong("seq") == 2);
    }
  }

  /**
   * Clients that lose their connections at random, beside publishers of single messages and
   * batches.
   */
  @Test
  void theLedgerOfClientsThatComeAndGoHasEachMessageOnceInOrder() throws Exception {
    rule("ledger.*", RULE);
    publish("ledger.a", "0");
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Future<List<Long>>> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Random random = new Random(i);
        clients.add(pool.submit(() -> follow("ledger.a", 601, random)));
      }
      List<Future<?>> publishers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        publishers.add(
            pool.submit(
                () -> {
                  for (int n = 0; n < 100; n++) {
                    client
                        .post(
                            "/v1/topics/ledger.a/messages",
                            "{\"messages\":[{\"data\":1},{\"data\":2}]}")
                        .hasStatus(200);
                  }
                }));
      }
      for (Future<?> publisher : publishers) {
        publisher.get(60, TimeUnit.SECONDS);
      }
      for (Future<List<Long>> one : clients) {
        assertThat(one.get(60, TimeUnit.SECONDS))
            .isEqualTo(LongStream.rangeClosed(1, 601).boxed().toList());
      }
    }
  }

  private List<Long> follow(String topic, int until, Random random) {
    List<Long> seen = new ArrayList<>();
    String id = null;
    while (seen.size() < until) {
      try (Events events =
          id == null
              ? events("/v1/topics/" + topic + "/stream?since=0")
              : events("/v1/topics/" + topic + "/stream", "Last-Event-ID: " + id)) {
        for (int left = 1 + random.nextInt(60); left > 0 && seen.size() < until; left--) {
          String next = events.next("id: ");
          if (next == null) {
            break;
          }
          id = next;
          JsonObject data = events.data();
          assertThat(data.containsKey("from")).as("a gap").isFalse();
          seen.add(data.getLong("seq"));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return seen;
  }

  private Client.Socket greeted() {
    Client.Socket socket = client.webSocket("carillon.v1.json");
    socket.send("{\"type\":\"hello\"}");
    assertThat(socket.frame().getString("type")).isEqualTo("welcome");
    return socket;
  }

  /** Rules hold in every gateway within a second; where they do, one may listen. */
  private void rule(String pattern, String spec) {
    client.put("/v1/topic-rules/" + pattern, spec).hasStatus(200);
    String topic = pattern.replace("*", "a");
    Await.until(
        Duration.ofMinutes(1),
        () -> "the rule " + pattern,
        () -> {
          try (Events probe = events("/v1/topics/" + topic + "/stream")) {
            return probe.status() == 200;
          }
        });
  }

  private Answer publish(String topic, String json) {
    return client.post("/v1/topics/" + topic + "/messages", "{\"data\":" + json + "}");
  }
}

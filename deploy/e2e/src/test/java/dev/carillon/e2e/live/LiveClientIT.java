package dev.carillon.e2e.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.sync.QueueClosedException;
import dev.carillon.client.LiveClient;
import dev.carillon.client.live.Live;
import dev.carillon.client.live.LiveOptions;
import dev.carillon.client.live.Published;
import dev.carillon.client.live.Subscription;
import dev.carillon.client.live.TopicPosition;
import dev.carillon.e2e.harness.Running;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.json.Doc;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client and {@code carillon tail} against {@code carillon up}. */
@WithUp(
    value = {
      "CARILLON_WELCOME=off",
      "CARILLON_ORIGINS=http://pages.example",
      "CARILLON_OPEN_RATE_LIMIT=0"
    },
    shared = true)
class LiveClientIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;
  private int tails;
  private final Vertx vertx = Vertx.vertx();
  private final Up up;

  LiveClientIT(Up up) {
    this.up = up;
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private URI url() {
    return URI.create("ws://127.0.0.1:" + up.port() + "/ws");
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(60, TimeUnit.SECONDS);
  }

  private static String next(LiveClient client, String prefix) throws Exception {
    while (true) {
      String text = await(client.next());
      if (text.startsWith(prefix)) {
        return text;
      }
    }
  }

  @Test
  void itConnectsSendsTextAndJsonAndReadsUntilTheConnectionIsClosed() throws Exception {
    LiveClient client = await(LiveClient.plain(vertx, url(), up.key()));
    await(client.send("Hi"));
    assertThat(next(client, "Broadcast")).isEqualTo("Broadcast: Hi");
    await(client.sendJson(Doc.object("n", 1)));
    assertThat(next(client, "Broadcast")).isEqualTo("Broadcast: {\"n\":1}");
    await(client.close());
    await(client.closed());
    assertThatThrownBy(() -> next(client, "never")).isInstanceOf(QueueClosedException.class);
  }

  @Test
  void itSubscribesToTopicsAndIsToldWhatIsRefused() throws Exception {
    LiveClient client = await(LiveClient.open(vertx, url(), up.key()));
    assertThat(await(client.subscribe("users.changed")).text("epoch")).isNotEmpty();
    assertThatThrownBy(() -> await(client.subscribe("secrets"))).hasMessageContaining("forbidden");
    up.client().createUser("live@example.org", "Live");
    String said = next(client, "{\"type\":\"msg\"");
    while (!said.contains("live@example.org")) {
      said = next(client, "{\"type\":\"msg\""); // of a user who was made before
    }
    JsonObject message = new JsonObject(said);
    assertThat(message.getJsonObject("data").getString("email")).isEqualTo("live@example.org");
    await(client.close());
  }

  @Test
  void aWrongKeyIsAFailure() {
    assertThatThrownBy(() -> await(LiveClient.plain(vertx, url(), "sk_wrong")))
        .hasMessageContaining("401");
  }

  @Test
  void theClientThatComesBackPublishesAndGoesOnBehindWhatItHas() throws Exception {
    rule("tailed.*");
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Live live = Live.open(vertx, LiveOptions.of(url(), up.key()), state -> {});
    Subscription subscription =
        live.subscribe(
            "tailed.java", null, message -> heard.add(message.seq() + "=" + message.data()));
    assertThat(await(subscription.ready()).seq()).isZero();
    Published first = await(live.publish("tailed.java", Doc.object("n", 1), "one"));
    assertThat(first.at()).isEqualTo(await(live.publish("tailed.java", Doc.of(2), "one")).at());
    assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("1={\"n\":1}");
    TopicPosition at = subscription.position();
    await(live.close());
    up.client().post("/v1/topics/tailed.java/messages", "{\"data\":1.50}").hasStatus(200);
    Live again = Live.open(vertx, LiveOptions.of(url(), up.key()), state -> {});
    again.subscribe("tailed.java", at, message -> heard.add(message.seq() + "=" + message.data()));
    assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("2=1.50");
    await(again.close());
  }

  @Test
  void tailPrintsWhatTopicsSayFromWhereOneWants() {
    rule("tailed.*");
    up.client().post("/v1/topics/tailed.cli/messages", "{\"data\":\"kept\"}").hasStatus(200);
    try (Running tail = tail("--since", "0", "--json", "tailed.cli")) {
      tail.awaitOutput("\"seq\":1,\"data\":\"kept\"}", LIMIT);
      up.client().post("/v1/topics/tailed.cli/messages", "{\"data\":\"new\"}").hasStatus(200);
      tail.awaitOutput("\"seq\":2,\"data\":\"new\"}", LIMIT);
    }
    try (Running tail = tail("users.changed", "no-rule.fits")) {
      tail.awaitOutput("Listening to users.changed behind ", LIMIT);
      tail.awaitOutput("carillon: forbidden: ", LIMIT);
      assertThat(tail.awaitExit()).isEqualTo(1);
    }
  }

  private void rule(String pattern) {
    String rule = "{\"durable\":true,\"subscribe\":[\"reader\"],\"publish\":[\"writer\"]}";
    up.client().put("/v1/topic-rules/" + pattern, rule);
  }

  private Running tail(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "tail",
                "--url",
                "http://127.0.0.1:" + up.port(),
                "--key-file",
                up.data().resolve("admin.key").toString()));
    all.addAll(List.of(arguments));
    return Running.start(
        folder.resolve("tail" + ++tails + ".log"),
        Map.of(),
        "dev.carillon.launcher.Carillon",
        all.toArray(String[]::new));
  }
}

package dev.carillon.e2e.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.sync.QueueClosedException;
import dev.carillon.client.LiveClient;
import dev.carillon.e2e.harness.Running;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.json.Doc;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client and {@code carillon tail} against {@code carillon up}. */
@WithUp
class LiveClientIT {
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final Up up;

  LiveClientIT(Up up) {
    this.up = up;
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private URI url() {
    return URI.create("ws://127.0.0.1:" + up.port() + "/ws");
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(20, TimeUnit.SECONDS);
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
    JsonObject message = new JsonObject(next(client, "{\"type\":\"msg\""));
    assertThat(message.getJsonObject("data").getString("email")).isEqualTo("live@example.org");
    await(client.close());
  }

  @Test
  void aWrongKeyIsAFailure() {
    assertThatThrownBy(() -> await(LiveClient.plain(vertx, url(), "sk_wrong")))
        .hasMessageContaining("401");
  }

  @Test
  void tailPrintsWhatTopicsSay() {
    try (Running tail =
        Running.start(
            folder.resolve("tail.log"),
            Map.of(),
            "dev.carillon.launcher.Carillon",
            "tail",
            "--url",
            "http://127.0.0.1:" + up.port(),
            "--key-file",
            up.data().resolve("admin.key").toString(),
            "users.changed")) {
      tail.awaitOutput("epoch", java.time.Duration.ofSeconds(20));
      up.client().createUser("tail@example.org", "Tail");
      tail.awaitOutput("tail@example.org", java.time.Duration.ofSeconds(20));
    }
  }
}

package dev.carillon.e2e.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Events;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * One client of a crowd reads nothing: the others hear everything in order, no more waits for it
 * than it may have, the heap stays as it is, and it is cut or told what it missed, as its rule
 * says. Fifty others here, a thousand with {@code -Dlive.crowd=1000}.
 */
@WithUp({
  "CARILLON_WELCOME=off",
  "CARILLON_OPEN_RATE_LIMIT=0",
  "CARILLON_CONNECTIONS_PER_ADDRESS=2000",
  "CARILLON_LIVE_PING=5m",
  "CARILLON_LIVE_SOCKET_BYTES=" + FrozenClientIT.MOST_WAITING
})
class FrozenClientIT {
  static final int MOST_WAITING = 256 << 10;
  private static final int CROWD = Integer.getInteger("live.crowd", 50);
  private static final int BATCH = 16;
  private static final int BATCHES = 26;
  private static final long MESSAGES = (long) BATCH * BATCHES;
  private static final String FILLING = "x".repeat(8 << 10);
  private static final long MAY_GROW = 16 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Up up;
  private final Client client;
  private final Vertx vertx = Vertx.vertx();
  private final List<WebSocketClient> clients = new ArrayList<>();

  FrozenClientIT(Up up) {
    this.up = up;
    this.client = up.client();
  }

  @AfterEach
  void close() throws Exception {
    for (WebSocketClient one : clients) { // or each waits half a minute for its sockets
      one.shutdown(0, TimeUnit.SECONDS).await(30, TimeUnit.SECONDS);
    }
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void byDefaultItIsCut() throws Exception {
    Listener frozen = publishToACrowdWithOneThatIsFrozen("disconnect");
    Await.until(LIMIT, () -> "its end", () -> figure("closed_total{reason=\"too-slow\"}") == 1);
    frozen.socket.resume();
    Await.until(LIMIT, () -> "that it is told", () -> frozen.closed);
    assertThat(frozen.next).as("it was cut in the middle").isLessThanOrEqualTo(MESSAGES);
  }

  @Test
  void whereTheOldestAreDroppedItHearsWhichAndGoesOn() throws Exception {
    Listener frozen = publishToACrowdWithOneThatIsFrozen("drop-oldest");
    frozen.socket.resume();
    Await.until(LIMIT, () -> "the last: " + frozen.next, () -> frozen.next == MESSAGES + 1);
    assertThat(frozen.gaps.get()).isPositive();
    assertThat(frozen.closed).isFalse();
  }

  @Test
  void whereOnlyTheLatestCountsItHearsThatAndWhatItMissed() throws Exception {
    Listener frozen = publishToACrowdWithOneThatIsFrozen("latest-only");
    frozen.socket.resume();
    Await.until(LIMIT, () -> "the last: " + frozen.next, () -> frozen.next == MESSAGES + 1);
    assertThat(frozen.gaps.get()).isPositive();
    assertThat(frozen.closed).isFalse();
  }

  /** Each batch is published when all others have heard the one before. */
  private Listener publishToACrowdWithOneThatIsFrozen(String policy) throws Exception {
    String topic = "crowd-" + policy;
    JsonObject rule = new JsonObject().put("policy", policy);
    rule.put("subscribe", JsonArray.of("reader")).put("publish", JsonArray.of("writer"));
    client.put("/v1/topic-rules/" + topic, rule).hasStatus(200);
    Await.until(LIMIT, () -> "the rule", () -> holds(topic));
    List<Listener> crowd = new ArrayList<>();
    Listener frozen = listen(topic, 8 << 10);
    for (int i = 0; i < CROWD; i++) {
      crowd.add(listen(topic, 0));
    }
    frozen.socket.pause();
    long half = 0;
    for (int batch = 1; batch <= BATCHES; batch++) {
      JsonArray messages = new JsonArray();
      for (int i = 0; i < BATCH; i++) {
        messages.add(new JsonObject().put("data", FILLING));
      }
      client
          .post("/v1/topics/" + topic + "/messages", new JsonObject().put("messages", messages))
          .hasStatus(200);
      long heard = (long) batch * BATCH;
      for (Listener one : crowd) {
        Await.until(LIMIT, () -> one + ", not " + heard, () -> one.next == heard + 1);
      }
      assertThat(figure("waiting_bytes")).isLessThanOrEqualTo(MOST_WAITING);
      half = batch == BATCHES / 2 ? heap() : half;
    }
    assertThat(heap()).as("the heap, with twice as much published").isLessThan(half + MAY_GROW);
    boolean latest = policy.equals("latest-only"); // of a burst, everybody hears the last
    assertThat(crowd).noneMatch(one -> one.closed || (one.gaps.get() > 0 && !latest));
    return frozen;
  }

  private boolean holds(String topic) throws IOException {
    try (Events probe = new Events(up.port(), up.key(), "/v1/topics/" + topic + "/stream")) {
      return probe.status() == 200;
    }
  }

  /** One that is subscribed; its system takes so many bytes of what it does not read. */
  private Listener listen(String topic, int receiveBuffer) throws Exception {
    WebSocketClientOptions options = new WebSocketClientOptions().setClosingTimeout(1);
    if (receiveBuffer > 0) {
      options.setReceiveBufferSize(receiveBuffer);
    }
    WebSocketClient sockets = vertx.createWebSocketClient(options);
    clients.add(sockets);
    WebSocketConnectOptions to =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(up.port())
            .setURI("/ws")
            .addSubProtocol("carillon.v1.json")
            .addHeader("Authorization", "Bearer " + up.key());
    Listener listener = new Listener(topic);
    listener.begin(sockets.connect(to).await(30, TimeUnit.SECONDS));
    Await.until(LIMIT, () -> "a subscription", () -> listener.subscribed);
    return listener;
  }

  /** Of the live part, from its metrics. */
  private double figure(String name) {
    return sum("carillon_live_" + name);
  }

  /** What lives, in bytes. */
  private long heap() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process collection =
        new ProcessBuilder(jcmd, Long.toString(up.process().pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(collection.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(collection.exitValue()).isZero();
    return (long) sum("jvm_memory_used_bytes{area=\"heap\"");
  }

  private double sum(String beginning) {
    return up.management()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(beginning))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** Belongs to its loop; others read what it has counted. */
  private static final class Listener {
    private final String topic;
    private volatile WebSocket socket;
    private volatile boolean subscribed;
    private volatile boolean closed;
    private final AtomicInteger gaps = new AtomicInteger();

    /** The number of the message that is to come; 0 once another came. */
    private volatile long next = 1;

    private Listener(String topic) {
      this.topic = topic;
    }

    private void begin(WebSocket connected) {
      socket = connected;
      connected.textMessageHandler(text -> heard(new JsonObject(text)));
      connected.closeHandler(v -> closed = true);
      say(new JsonObject().put("type", "hello"));
    }

    private void heard(JsonObject frame) {
      switch (frame.getString("type")) {
        case "welcome" ->
            say(new JsonObject().put("type", "sub").put("id", "1").put("topic", topic));
        case "ok" -> subscribed = true;
        case "msg" -> follow(frame.getLong("seq"), frame.getLong("seq"));
        case "gap" -> {
          gaps.incrementAndGet();
          follow(frame.getLong("from"), frame.getLong("to"));
        }
        default -> {}
      }
    }

    private void follow(long from, long to) {
      next = from == next ? to + 1 : 0;
    }

    private void say(JsonObject frame) {
      socket.writeTextMessage(frame.encode()).onFailure(e -> closed = true);
    }

    @Override
    public String toString() {
      return "a listener at " + (next - 1) + (closed ? ", closed" : "");
    }
  }
}

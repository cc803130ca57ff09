package dev.carillon.client.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.client.live.LiveState.Kind;
import dev.carillon.client.live.ScriptedServer.Client;
import dev.carillon.json.Doc;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against a server that does what the test says; the same facts as of client.js. */
class LiveIT {
  private static final String TOPIC = "orders";
  private static final int LIMIT_SECONDS = 60;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<LiveState> states = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private ScriptedServer server;
  private Live live;

  private final TopicListener listener =
      new TopicListener() {
        @Override
        public void message(Message message) {
          heard.add(message.seq() + "=" + message.data());
        }

        @Override
        public void gap(Gap gap) {
          heard.add("gap " + gap.from() + "-" + gap.to());
        }

        @Override
        public void refused(LiveException why) {
          heard.add(why.code());
        }
      };

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer(vertx);
  }

  @AfterEach
  void stop() throws Exception {
    if (live != null) {
      await(live.close());
    }
    server.close();
    vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private Client open() throws Exception {
    return open(() -> Future.succeededFuture(Optional.of(Credential.key("sk_1"))), LONG);
  }

  private Client open(Supplier<Future<Optional<Credential>>> credentials, Duration heartbeat)
      throws Exception {
    begin(credentials, heartbeat);
    return server.welcome();
  }

  private void begin(Supplier<Future<Optional<Credential>>> credentials, Duration heartbeat) {
    LiveOptions options =
        LiveOptions.of(server.url(), credentials)
            .timed(
                heartbeat, Duration.ofSeconds(10), new RetryPolicy.Fixed(1, Duration.ofMillis(5)));
    live = Live.open(vertx, options, states::add);
  }

  private LiveState state(Kind kind) throws InterruptedException {
    while (true) {
      LiveState state = states.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(state).as("no state " + kind).isNotNull();
      if (state.kind() == kind) {
        return state;
      }
    }
  }

  private String next() throws InterruptedException {
    return heard.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static LiveException refusal(Future<?> asked) {
    return catchThrowableOfType(LiveException.class, () -> await(asked));
  }

  @Test
  void afterAConnectionThatBrokeItGoesOnBehindWhatItHas() throws Exception {
    Client client = open();
    Subscription subscription = live.subscribe(TOPIC, null, listener);
    JsonObject first = client.subscribed("e", 4);
    assertThat(first.fieldNames()).containsExactlyInAnyOrder("type", "id", "topic");
    assertThat(await(subscription.ready())).isEqualTo(new TopicPosition("e", 4));
    client.message(TOPIC, "e", 5);
    assertThat(next()).isEqualTo("5=5");
    client.closes(1011, "");
    JsonObject again = server.welcome().subscribed("e", 5);
    assertThat(again.getString("epoch")).isEqualTo("e");
    assertThat(again.getLong("since")).isEqualTo(5);
  }

  @Test
  void holesAreToldAndRepetitionsAreNot() throws Exception {
    Client client = open();
    live.subscribe(TOPIC, null, listener);
    client.subscribed("e", 4);
    client.message(TOPIC, "e", 7).message(TOPIC, "e", 7).message(TOPIC, "other", 3);
    client.says("gap", "topic", TOPIC, "epoch", "other", "from", 4, "to", 6);
    client.message(TOPIC, "other", 7);
    for (String wanted : new String[] {"gap 5-6", "7=7", "gap 0-2", "3=3", "gap 4-6", "7=7"}) {
      assertThat(next()).isEqualTo(wanted);
    }
  }

  @Test
  void theAnswerToAResumeDoesNotSkipWhatItPromises() throws Exception {
    Client client = open();
    Subscription subscription = live.subscribe(TOPIC, new TopicPosition("e", 4), listener);
    client.subscribed("e", 9);
    await(subscription.ready());
    client.closes(1011, ""); // before the gap that had to follow
    assertThat(server.welcome().subscribed("e", 9).getLong("since")).isEqualTo(4);
  }

  @Test
  void fromTheOldestAndFromAnEmptyTopicThereIsNoGap() throws Exception {
    Client client = open();
    live.subscribe(TOPIC, TopicPosition.OLDEST, listener);
    assertThat(client.subscribed("e", 0).getLong("since")).isZero();
    client.message(TOPIC, "e", 50);
    assertThat(next()).isEqualTo("50=50");
    live.subscribe("empty", null, listener);
    client.subscribed("", 0);
    client.message("empty", "e", 1);
    assertThat(next()).isEqualTo("1=1");
  }

  @Test
  void whatBecomesOfAPublishWithoutAnAnswerIsUnknownAndItsNameRepeatsIt() throws Exception {
    Client client = open();
    Future<Published> lost = live.publish(TOPIC, Doc.object("n", 1));
    String name = client.heard("pub").getString("messageId");
    client.closes(1011, "");
    LiveException unknown = refusal(lost);
    assertThat(unknown.isUnknown()).isTrue();
    assertThat(unknown.messageId()).isEqualTo(name);
    Future<Published> again = live.publish(TOPIC, Doc.object("n", 1), name);
    Client second = server.welcome();
    JsonObject pub = second.heard("pub");
    assertThat(pub.getString("messageId")).isEqualTo(name);
    second.says("ok", "id", pub.getString("id"), "topic", TOPIC, "epoch", "e", "seq", 3);
    assertThat(await(again)).isEqualTo(new Published(name, new TopicPosition("e", 3)));
  }

  @Test
  void aPublishThatIsRefusedOrNeverSentSaysSo() throws Exception {
    Client client = open();
    Future<Published> refused = live.publish(TOPIC, Doc.of(1));
    JsonObject pub = client.heard("pub");
    client.says("error", "id", pub.getString("id"), "code", "forbidden", "detail", "No");
    assertThat(refusal(refused).code()).isEqualTo("forbidden");
    for (int i = 0; i < 64; i++) {
      live.publish(TOPIC, Doc.of(i)).onFailure(gone -> {});
    }
    assertThat(refusal(live.publish(TOPIC, Doc.of(1))).code()).isEqualTo("limit");
    client.closes(1012, "{\"retryAfterMs\":60000}");
    state(Kind.OFFLINE);
    assertThat(refusal(live.publish(TOPIC, Doc.of(1))).code()).isEqualTo("offline");
  }

  @Test
  void theServerSaysWhenToComeBack() throws Exception {
    Client client = open();
    client.closes(1012, "{\"retryAfterMs\":150}");
    LiveState offline = state(Kind.OFFLINE);
    assertThat(offline.code()).isEqualTo(1012);
    assertThat(offline.retryIn()).isEqualTo(Duration.ofMillis(150));
    server.welcome();
    state(Kind.ONLINE);
  }

  @Test
  void aSilentServerIsAskedAndThenLeft() throws Exception {
    Client client =
        open(
            () -> Future.succeededFuture(Optional.of(Credential.key("sk_1"))),
            Duration.ofSeconds(2));
    client.heard("ping");
    client.says("pong");
    client.heard("ping");
    assertThat(state(Kind.OFFLINE).reason()).isEqualTo("the server is silent");
    server.welcome();
  }

  @Test
  void anotherTokenIsShownInBandAndOneThatIsRefusedIsTriedAgain() throws Exception {
    AtomicInteger tokens = new AtomicInteger();
    Client client =
        open(
            () ->
                Future.succeededFuture(
                    Optional.of(
                        Credential.token(
                            "t" + tokens.incrementAndGet(), Instant.now().plusMillis(400)))),
            Duration.ofSeconds(3));
    JsonObject refused = heardRefresh(client);
    assertThat(refused.getString("key")).isEqualTo("t2");
    client.says("error", "id", refused.getString("id"), "code", "unavailable", "detail", "Later");
    JsonObject taken = heardRefresh(client);
    assertThat(taken.getString("key")).isEqualTo("t3");
    String far = Instant.now().plus(LONG).toString();
    client.says("ok", "id", taken.getString("id"), "expiresAt", far);
    assertThat(server.hasMore()).as("it is the same connection").isFalse();
  }

  private static JsonObject heardRefresh(Client client) throws InterruptedException {
    while (true) {
      try {
        return client.heard("refresh");
      } catch (AssertionError ping) {
        client.says("pong");
      }
    }
  }

  @Test
  void aTokenThatEndsDuringAResumeAndAServerThatStopsThenCostNothing() throws Exception {
    AtomicInteger tokens = new AtomicInteger();
    Client client =
        open(
            () ->
                Future.succeededFuture(Optional.of(Credential.key("k" + tokens.incrementAndGet()))),
            LONG);
    live.subscribe(TOPIC, new TopicPosition("e", 4), listener);
    client.subscribed("e", 4);
    client.message(TOPIC, "e", 5).closes(4401, "expired");
    assertThat(next()).isEqualTo("5=5");
    Client second = server.next();
    assertThat(second.heard("hello").getString("key")).isEqualTo("k2");
    second.says("welcome");
    assertThat(second.subscribed("e", 5).getLong("since")).isEqualTo(5);
    second.message(TOPIC, "e", 6).closes(1012, "{\"retryAfterMs\":20}");
    assertThat(next()).isEqualTo("6=6");
    assertThat(server.welcome().subscribed("e", 6).getLong("since")).isEqualTo(6);
  }

  @Test
  void aTopicThatIsRefusedSaysSoAndOneThatCannotBeReadNowIsAskedForAgain() throws Exception {
    Client client = open();
    Subscription refused = live.subscribe(TOPIC, null, listener);
    JsonObject sub = client.heard("sub");
    client.says("error", "id", sub.getString("id"), "code", "forbidden", "detail", "No");
    assertThat(refusal(refused.ready()).code()).isEqualTo("forbidden");
    assertThat(next()).isEqualTo("forbidden");
    Subscription later = live.subscribe("later", null, listener);
    JsonObject first = client.heard("sub");
    client.says("error", "id", first.getString("id"), "code", "unavailable", "detail", "Later");
    client.subscribed("e", 1);
    await(later.ready());
    assertThat(refusal(live.subscribe("later", null, listener).ready()).code())
        .isEqualTo("conflict");
    later.close();
    assertThat(client.heard("unsub").getString("topic")).isEqualTo("later");
  }

  @Test
  void aTicketIsShownInTheQueryAndWhoHasNothingToShowIsClosed() throws Exception {
    AtomicInteger tickets = new AtomicInteger();
    begin(
        () ->
            Future.succeededFuture(
                tickets.get() == 2
                    ? Optional.empty()
                    : Optional.of(Credential.ticket("tk_" + tickets.incrementAndGet()))),
        LONG);
    for (String wanted : new String[] {"ticket=tk_1", "ticket=tk_2"}) {
      Client client = server.next();
      assertThat(client.query()).isEqualTo(wanted);
      assertThat(client.heard("hello").containsKey("key")).isFalse();
      client.says("welcome").closes(1011, "");
    }
    assertThat(await(live.closed()).code()).isEqualTo(4401);
    assertThatThrownBy(() -> await(live.publish(TOPIC, Doc.of(1)))).hasMessageContaining("closed");
  }

  @Test
  void whoIsThereIsToldAsAWholeAfterEachStep() throws Exception {
    Client client = open();
    live.subscribe(
        TOPIC,
        null,
        new TopicListener() {
          @Override
          public void message(Message message) {}

          @Override
          public boolean asksForPresence() {
            return true;
          }

          @Override
          public void presence(Presence presence) {
            heard.add(
                new TreeSet<>(presence.users()) + " " + presence.count() + presence.complete());
          }

          @Override
          public void presenceRefused(LiveException why) {
            heard.add(why.code());
          }
        });
    JsonObject sub = client.subscribed("e", 0);
    assertThat(sub.getBoolean("presence")).isTrue();
    client.says(
        "presence", "topic", TOPIC, "users", List.of("u1", "u2"), "count", 3, "complete", true);
    client.says("join", "topic", TOPIC, "users", List.of("u3"), "count", 4, "anonymous", 1);
    client.says("leave", "topic", TOPIC, "users", List.of("u1"), "count", 3, "anonymous", 1);
    client.says("error", "id", sub.getString("id"), "topic", TOPIC, "code", "forbidden");
    assertThat(next()).isEqualTo("[u1, u2] 3true");
    assertThat(next()).isEqualTo("[u1, u2, u3] 4true");
    assertThat(next()).isEqualTo("[u2, u3] 3true");
    assertThat(next()).isEqualTo("forbidden");
  }

  @Test
  void aListenerThatFailsEndsNothing() throws Exception {
    Client client = open();
    live.subscribe(
        TOPIC,
        null,
        message -> {
          heard.add("fails " + message.seq());
          throw new IllegalStateException("planted");
        });
    client.subscribed("e", 0);
    client.message(TOPIC, "e", 1).message(TOPIC, "e", 2);
    assertThat(next()).isEqualTo("fails 1");
    assertThat(next()).isEqualTo("fails 2");
  }
}

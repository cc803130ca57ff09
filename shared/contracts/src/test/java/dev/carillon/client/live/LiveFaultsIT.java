package dev.carillon.client.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.client.live.ScriptedServer.Client;
import dev.carillon.json.Doc;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the application does on other threads, or wrong, is no end of its client. */
class LiveFaultsIT {
  private static final String TOPIC = "orders";
  private static final int LIMIT_SECONDS = 60;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer(vertx);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private Live open(
      Supplier<Future<Optional<Credential>>> credentials, Consumer<LiveState> states) {
    LiveOptions options =
        LiveOptions.of(server.url(), credentials)
            .timed(LONG, Duration.ofSeconds(10), new RetryPolicy.Fixed(1, Duration.ofMillis(5)));
    return Live.open(vertx, options, states);
  }

  private static Future<Optional<Credential>> key() {
    return Future.succeededFuture(Optional.of(Credential.key("sk_1")));
  }

  /** After the client has begun to wait for it. */
  private static Future<Optional<Credential>> keyFromAnotherThread() {
    Promise<Optional<Credential>> found = Promise.promise();
    Thread other =
        Thread.ofPlatform().unstarted(() -> found.complete(Optional.of(Credential.key("sk_1"))));
    Vertx.currentContext().runOnContext(v -> other.start());
    return found.future();
  }

  private Thread thread() throws InterruptedException {
    Thread thread = threads.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertThat(thread).isNotNull();
    return thread;
  }

  @Test
  void whoeverFindsTheCredentialsTheClientStaysOnItsLoop() throws Exception {
    Live live =
        open(LiveFaultsIT::keyFromAnotherThread, state -> threads.add(Thread.currentThread()));
    Client client = server.welcome();
    Thread own = thread(); // connecting
    assertThat(thread()).as("online").isSameAs(own);
    live.subscribe(TOPIC, null, message -> threads.add(Thread.currentThread()));
    client.subscribed("e", 0);
    client.message(TOPIC, "e", 1);
    assertThat(thread()).as("a message").isSameAs(own);
    client.closes(1011, "");
    assertThat(thread()).as("offline").isSameAs(own);
    await(live.close());
  }

  @Test
  void credentialsThatAreNoneAreAskedForAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Live live =
        open(
            () ->
                switch (asked.incrementAndGet()) {
                  case 1 -> null;
                  case 2 -> Future.succeededFuture(null);
                  case 3 -> throw new IllegalStateException("planted");
                  default -> key();
                },
            state -> {});
    server.welcome();
    await(live.close());
  }

  @Test
  void aStateListenerThatThrowsStopsNothing() throws Exception {
    Live live =
        open(
            LiveFaultsIT::key,
            state -> {
              throw new IllegalStateException("planted");
            });
    server.welcome().closes(1011, "");
    Client second = server.welcome();
    Future<Published> published = live.publish(TOPIC, Doc.of(1), "m1");
    second.says("ok", "id", second.heard("pub").getString("id"), "epoch", "e", "seq", 3);
    assertThat(await(published).messageId()).isEqualTo("m1");
    await(live.close());
    await(live.close());
  }

  @Test
  void whoThrowsOnAnOutcomeStopsNothing() throws Exception {
    Live live = open(LiveFaultsIT::key, state -> {});
    Client client = server.welcome();
    live.closed().onComplete(r -> fails());
    live.subscribe(TOPIC, null, message -> {}).ready().onComplete(r -> fails());
    live.publish(TOPIC, Doc.of(1)).onComplete(r -> fails());
    client.heard("sub");
    client.heard("pub");
    client.closes(1011, ""); // the publish fails
    Client second = server.welcome();
    second.subscribed("e", 0);
    await(live.close());
    assertThat(await(live.closed()).kind()).isEqualTo(LiveState.Kind.CLOSED);
  }

  @Test
  void aConnectionThatBreaksBeforeTheAnswerRefusesNoTopic() throws Exception {
    Live live = open(LiveFaultsIT::key, state -> {});
    Subscription subscription = live.subscribe(TOPIC, null, message -> {});
    Client client = server.welcome();
    client.heard("sub");
    client.closes(1011, "");
    server.welcome().subscribed("e", 4);
    assertThat(await(subscription.ready())).isEqualTo(new TopicPosition("e", 4));
    await(live.close());
  }

  private static void fails() {
    throw new IllegalStateException("planted");
  }
}

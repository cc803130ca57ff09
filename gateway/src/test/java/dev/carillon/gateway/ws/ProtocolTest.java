package dev.carillon.gateway.ws;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.contract.live.TopicRuleSet;
import dev.carillon.contract.live.TopicRuleSpec;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.limits.Admission;
import dev.carillon.gateway.limits.Bounds;
import dev.carillon.gateway.limits.Limits;
import dev.carillon.gateway.peer.Proxies;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.topics.resume.LoopTopics;
import dev.carillon.gateway.ws.fanout.Fanout;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.LiveSettings;
import dev.carillon.request.Role;
import dev.carillon.request.Scope;
import dev.carillon.request.Scopes;
import dev.carillon.testkit.ManualTimers;
import dev.carillon.testkit.TestBus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One client's side, without a network. */
class ProtocolTest {
  private static final int SUBSCRIPTIONS = 300_000;
  private static final int TOPICS = 100;

  private final Vertx vertx = Vertx.vertx();
  private final ManualTimers timers = new ManualTimers();
  private final Tasks tasks = new Tasks(Clocks.system());
  private final LiveLimits limits =
      new LiveLimits(
          LiveSettings.read(ConfigSource.of(new JsonObject(), Map.of())),
          new SimpleMeterRegistry());
  private final Fanout fanout = new Fanout(limits, Feed::traits);
  private final Hub hub =
      new Hub(new Bus(vertx, Clocks.system()), fanout.on(Runnable::run, Runnable::run, timers));

  private final LoopTopics topics =
      new LoopTopics(vertx, new Bus(vertx, Clocks.system()), Clocks.system(), limits.settings());

  /** A client, and the protocol that serves it. */
  private final class Client {
    private final Receiver receiver = new Receiver();
    private final Session session = new Session(receiver.socket(limits), tasks);
    private final Promise<Void> checked = Promise.promise();
    private final Protocol protocol =
        new Protocol(
            hub,
            session,
            key -> checked.future(),
            token -> Future.failedFuture("none"),
            limits.settings(),
            new Resumes(session, topics, admission()),
            timers);

    Client(String key) {
      if (key != null) {
        session.belongsTo(new Caller(key, Role.READER.scopes()), () -> {});
      }
      hub.add(session);
      protocol.awaitHello();
    }

    Client says(String text) {
      protocol.onText(text);
      return this;
    }

    String answer() {
      return String.valueOf(receiver.frames().poll());
    }
  }

  private static Admission admission() {
    ConfigSource none = ConfigSource.of(new JsonObject());
    return new Limits(Bounds.read(none), Proxies.none(), Clocks.system()).admission();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void threeHundredThousandSubscriptionsLeaveAHundredAndThenNone() {
    Client client = new Client("reader").says("{\"type\":\"hello\"}");
    assertThat(client.answer()).contains("welcome");
    int taken = 0;
    int refused = 0;
    for (int i = 0; i < SUBSCRIPTIONS; i++) {
      client.says(subscribe("emails." + new UUID(i, i)));
      String answer = client.answer();
      taken += answer.contains("\"ok\"") ? 1 : 0;
      refused += answer.contains("\"limit\"") ? 1 : 0;
    }
    assertThat(taken).isEqualTo(TOPICS);
    assertThat(refused).isEqualTo(SUBSCRIPTIONS - TOPICS);
    assertThat(fanout.remembered()).isEqualTo(TOPICS);
    client.protocol.onClosed();
    assertThat(fanout.remembered()).isZero();
    assertThat(hub.all()).isEmpty();
  }

  /** One key has filled the list of tasks: that is no reason to turn another one away. */
  @Test
  void aFullListOfTasksEndsNobodysConnection() {
    for (int i = 0; i < Tasks.MAX_RUNNING; i++) {
      assertThat(tasks.start("delay", "greedy", c -> Promise.<Void>promise().future())).isNotNull();
    }
    Client admin = new Client("admin");
    assertThat(admin.session.isClosing()).isFalse();
    assertThat(admin.says("{\"type\":\"hello\"}").answer()).contains("welcome");
    Client silent = new Client("admin");
    timers.advance(Duration.ofSeconds(5));
    assertThat(silent.session.isClosing()).isTrue();
    assertThat(admin.session.isClosing()).isFalse();
  }

  @Test
  void whatComesWhileAKeyIsLookedForWaitsAndIsBounded() {
    Client client = new Client(null).says("{\"type\":\"hello\",\"key\":\"sk_a\"}");
    client.says(subscribe("emails"));
    assertThat(client.receiver.frames()).isEmpty();
    client.session.belongsTo(new Caller("a", Role.READER.scopes()), () -> {});
    client.checked.complete();
    assertThat(client.answer()).contains("welcome");
    assertThat(client.answer()).contains("\"ok\"");

    Client greedy = new Client(null).says("{\"type\":\"hello\",\"key\":\"sk_a\"}");
    for (int i = 0; i < 17; i++) {
      greedy.says(subscribe("emails"));
    }
    assertThat(greedy.session.isClosing()).isTrue();

    Client wordy = new Client(null).says("{\"type\":\"hello\",\"key\":\"sk_a\"}");
    String half = " ".repeat(limits.settings().messageBytes() / 2);
    wordy.says(half + subscribe("emails"));
    assertThat(wordy.session.isClosing()).isFalse();
    wordy.says(half + subscribe("emails"));
    assertThat(wordy.session.isClosing()).isTrue();
  }

  @Test
  void theKeyOfAMessageIsAnIdempotencyKey() {
    for (String key : List.of("", "two words", "\\u0000", "k".repeat(256), "\u00e9")) {
      Client client = new Client("reader").says("{\"type\":\"hello\"}");
      assertThat(client.answer()).contains("welcome");
      client.says(
          "{\"type\":\"pub\",\"id\":\"1\",\"topic\":\"t\",\"data\":1,\"key\":\"" + key + "\"}");
      assertThat(client.answer()).as(key).contains("invalid").contains("/key");
    }
  }

  @Test
  void aKeyThatCannotBeCheckedIsNoWrongKey() {
    Client client = new Client(null).says("{\"type\":\"hello\",\"key\":\"sk_a\"}");
    client.checked.fail(Failure.of(FailureCode.UNAVAILABLE, "API keys cannot be checked"));
    assertThat(client.answer()).isEqualTo("close 1012 API keys cannot be checked");
  }

  @Test
  void aTopicAsksForItsScopes() {
    Client client = new Client("reader").says("{\"type\":\"hello\"}");
    client.session.belongsTo(new Caller("few", Scopes.of(Scope.MAIL_READ)), () -> {});
    assertThat(client.answer()).contains("welcome");
    assertThat(client.says(subscribe("emails")).answer()).contains("forbidden");
  }

  @Test
  void aTopicThatBecomesDurableIsSubscribedAnew() throws Exception {
    Client client = new Client("reader").says("{\"type\":\"hello\"}");
    Client other = new Client("reader").says("{\"type\":\"hello\"}");
    client.says(subscribe("emails"));
    other.says(subscribe("broadcasts"));
    hub.recheck(topics);
    TestBus bus = new TestBus(vertx);
    TopicRuleSpec spec =
        new TopicRuleSpec(true, null, null, List.of("reader"), null, null, null, null, null);
    TopicRuleSpec same =
        new TopicRuleSpec(null, null, null, List.of("reader"), null, null, null, null, null);
    List<TopicRule> rules =
        List.of(TopicRule.of("emails", spec, true, 2), TopicRule.of("broadcasts", same, true, 1));
    bus.fake(LiveTopics.RULES, asked -> Future.succeededFuture(new TopicRuleSet(2, rules)));
    assertThat(client.session.isClosing()).isFalse();
    topics.rules().look(bus.bus(), bus.clock()).await();
    hub.recheck(topics);
    assertThat(other.session.isClosing()).isFalse();
    assertThat(client.receiver.frames())
        .last(as(STRING))
        .startsWith("close 1012 {\"retryAfterMs\":");
  }

  private static String subscribe(String topic) {
    return "{\"type\":\"sub\",\"id\":\"1\",\"topic\":\"" + topic + "\"}";
  }
}

package dev.carillon.gateway.ws.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.ConfigSource;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.LiveSettings;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.gateway.ws.message.SlowReader;
import dev.carillon.gateway.ws.message.Turn;
import dev.carillon.testkit.ManualTimers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages on their way to the clients of two event loops that turn when the test says so. */
class FanoutTest {
  private static final String TOPIC = "ticker";
  private static final String SLOW = "batched";

  private final LiveLimits limits =
      new LiveLimits(
          LiveSettings.read(ConfigSource.of(new JsonObject(), Map.of())),
          new SimpleMeterRegistry());
  private final Fanout fanout =
      new Fanout(
          limits,
          topic ->
              topic.equals(SLOW)
                  ? new Traits(SlowReader.DISCONNECT, Duration.ofMillis(20), true)
                  : Traits.USUAL);
  private final Loop here = new Loop();
  private final Loop there = new Loop();

  /** An event loop. */
  private final class Loop {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Queue<Runnable> afterReads = new ArrayDeque<>();
    private final ManualTimers timers = new ManualTimers();
    private final LoopFanout clients = fanout.on(tasks::add, afterReads::add, timers);

    void turn() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }

    /** One look at its sockets. */
    boolean read() {
      Runnable next = afterReads.poll();
      if (next != null) {
        next.run();
      }
      return next != null;
    }

    Client client(String... topics) {
      Client client = new Client(this);
      for (String topic : topics) {
        client.member.subscribe(topic);
      }
      return client;
    }
  }

  /** What one client got: a string for each flush. */
  private static final class Client implements Sink {
    private final List<String> got = new ArrayList<>();
    private final Member member;
    private String unflushed = "";

    Client(Loop loop) {
      member = loop.clients.join(this);
    }

    @Override
    public void offer(Turn turn, SlowReader slow) {
      for (LiveMessage message : turn.messages()) {
        unflushed += message.topic().charAt(0) + String.valueOf(message.seq());
      }
    }

    @Override
    public void flush() {
      got.add(unflushed);
      unflushed = "";
    }

    @Override
    public void forget(String topic) {}

    @Override
    public void restart(Duration retryAfter) {
      got.add("restart " + retryAfter.toSeconds());
    }
  }

  private void publish(String... topics) {
    for (String topic : topics) {
      fanout.publish(topic, (epoch, seq) -> LiveMessage.of(topic, epoch, seq, data(topic)));
    }
  }

  private static byte[] data(String text) {
    return ("\"" + text + "\"").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatWasLostTakesANumberOfThoseTopicsAloneThatSomebodyHears() {
    Client client = here.client(TOPIC, "other");
    publish(TOPIC, "other");
    fanout.miss(topic -> !topic.equals("other"));
    publish(TOPIC, "other");
    here.turn();
    while (here.read()) {}
    assertThat(client.got).containsExactly("t1t2t3o1o2");
    assertThat(fanout.remembered()).isEqualTo(2);
  }

  @Test
  void whatIsPublishedBeforeALoopTurnsIsOneHandOverAndOneFlush() {
    Client one = here.client(TOPIC);
    Client two = there.client(TOPIC);
    publish(TOPIC, TOPIC, TOPIC);
    assertThat(here.tasks).hasSize(1);
    assertThat(there.tasks).hasSize(1);
    here.turn();
    assertThat(one.got).containsExactly("t1t2t3");
    assertThat(two.got).isEmpty();
    there.turn();
    assertThat(two.got).containsExactly("t1t2t3");
  }

  @Test
  void severalTopicsOfATurnAreOneFlush() {
    Client both = here.client(TOPIC, "other");
    publish(TOPIC, "other", TOPIC);
    here.turn();
    assertThat(both.got).containsExactly("t1t2o1");
  }

  @Test
  void aLoopWithoutListenersIsNotWoken() {
    here.client(TOPIC);
    publish(TOPIC);
    assertThat(there.tasks).isEmpty();
  }

  @Test
  void allLoopsShareOneEncoding() {
    List<LiveMessage> made = new ArrayList<>();
    here.client(TOPIC);
    there.client(TOPIC);
    fanout.publish(
        TOPIC,
        (epoch, seq) -> {
          made.add(LiveMessage.of(TOPIC, epoch, seq, data("x")));
          return made.get(0);
        });
    assertThat(made).hasSize(1);
  }

  @Test
  void readsComeBetweenSlicesOfClients() {
    List<Client> crowd = IntStream.range(0, 150).mapToObj(i -> here.client(TOPIC)).toList();
    publish(TOPIC);
    here.turn();
    assertThat(crowd.stream().filter(c -> !c.got.isEmpty())).hasSize(64);
    assertThat(here.read()).isTrue();
    assertThat(crowd.stream().filter(c -> !c.got.isEmpty())).hasSize(128);
    publish(TOPIC); // who is not served yet gets both at once, the others are served again
    here.turn();
    while (here.read()) {}
    assertThat(crowd.get(0).got).containsExactly("t1", "t2");
    assertThat(crowd.get(149).got).containsExactly("t1t2");
  }

  @Test
  void whoSubscribesWithinATurnGetsNothingThatWasPublishedBefore() {
    Client early = here.client(TOPIC);
    publish(TOPIC, TOPIC);
    Client late = new Client(here);
    assertThat(late.member.subscribe(TOPIC).seq()).isEqualTo(2);
    publish(TOPIC);
    here.turn();
    while (here.read()) {}
    assertThat(String.join("", early.got)).isEqualTo("t1t2t3");
    assertThat(late.got).containsExactly("t3");
  }

  @Test
  void anAnswerDoesNotOvertakeWhatTheClientIsOwed() {
    IntStream.range(0, 64).forEach(i -> here.client(TOPIC));
    Client last = here.client(TOPIC);
    publish(TOPIC);
    here.turn();
    assertThat(last.got).isEmpty();
    last.member.unsubscribe(TOPIC);
    assertThat(last.got).containsExactly("t1");
    while (here.read()) {}
    publish(TOPIC);
    here.turn();
    while (here.read()) {}
    assertThat(last.got).containsExactly("t1");
  }

  @Test
  void aWindowGathersMessagesOfSeveralTurns() {
    Client client = here.client(SLOW);
    publish(SLOW);
    here.turn();
    publish(SLOW);
    here.turn();
    assertThat(client.got).isEmpty();
    here.timers.advance(Duration.ofMillis(19));
    assertThat(client.got).isEmpty();
    here.timers.advance(Duration.ofMillis(1));
    assertThat(client.got).containsExactly("b1b2");
  }

  @Test
  void aTurnIsNoLongerThan64KiB() {
    Client client = here.client(SLOW);
    String large = "x".repeat(40_000);
    for (int i = 0; i < 2; i++) {
      fanout.publish(SLOW, (epoch, seq) -> LiveMessage.of(SLOW, epoch, seq, data(large)));
    }
    here.turn();
    assertThat(client.got).as("before its window ends").containsExactly("b1b2");
  }

  @Test
  void aTopicThatIsForgottenIsCountedAnewInAnotherEpoch() {
    Client client = here.client();
    Position first = client.member.subscribe(TOPIC);
    client.member.unsubscribe(TOPIC);
    assertThat(fanout.remembered()).isZero();
    Position second = client.member.subscribe(TOPIC);
    assertThat(second.epoch()).isNotEqualTo(first.epoch());
    assertThat(second.seq()).isZero();
  }

  @Test
  void whatIsCountedElsewhereKeepsItsPlace() {
    Client client = here.client(TOPIC);
    fanout.publish(LiveMessage.of(TOPIC, "store", 41, data("x")));
    here.turn();
    assertThat(client.got).containsExactly("t41");
    assertThat(here.client().member.subscribe(TOPIC)).isEqualTo(new Position("store", 41));
  }

  @Test
  void whoLeavesIsOwedNothing() {
    IntStream.range(0, 64).forEach(i -> here.client(TOPIC));
    Client leaver = here.client(TOPIC);
    publish(TOPIC);
    here.turn();
    leaver.member.leave();
    leaver.member.leave();
    while (here.read()) {}
    assertThat(leaver.got).isEmpty();
  }

  @Test
  void clientsComeBackOneByOneWhenTheServerStops() {
    List<Client> crowd = IntStream.range(0, 1_500).mapToObj(i -> here.client()).toList();
    here.clients.restart(Duration.ofSeconds(15));
    for (int second = 0; second < 15; second++) {
      String then = "restart " + second;
      assertThat(crowd.stream().filter(c -> c.got.contains(then)).count())
          .isBetween(99L, 101L)
          .isLessThanOrEqualTo(crowd.size() / 10);
    }
    Client only = there.client();
    there.clients.restart(Duration.ofSeconds(15));
    assertThat(only.got).containsAnyOf("restart 0", "restart 1");
  }
}

package dev.carillon.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.live.Live;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailChanges;
import dev.carillon.contract.mail.MailState;
import dev.carillon.gateway.ws.fanout.Fanout;
import dev.carillon.gateway.ws.fanout.Position;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.LiveSettings;
import dev.carillon.testkit.ManualTimers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscriptions of clients that come and go. */
class HubTest {
  private static final UUID MAIL = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");
  private static final String ONE_MAIL = "emails." + MAIL;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Bus bus = new Bus(vertx, Clocks.system());
  private final LiveLimits limits =
      new LiveLimits(
          LiveSettings.read(ConfigSource.of(new JsonObject(), Map.of())),
          new SimpleMeterRegistry());
  private final Fanout fanout = new Fanout(limits, Feed::traits);
  private final Hub hub =
      new Hub(
          bus,
          fanout.on(
              work -> loop.runOnContext(v -> work.run()),
              work -> loop.runOnContext(v -> work.run()),
              new ManualTimers()));

  /** A client whose frames are read here. */
  private final class Subscriber {
    private final Receiver receiver = new Receiver();
    private final Session session = new Session(receiver.socket(limits), Tasks.of(vertx));

    Subscriber() throws Exception {
      onLoop(
          () -> {
            hub.add(session);
            return hub;
          });
    }

    Position subscribe(String topic) throws Exception {
      return onLoop(() -> session.subscribe(topic));
    }

    long nextSequence(String topic) throws Exception {
      JsonObject message = new JsonObject(receiver.next());
      assertThat(message.getString("topic")).isEqualTo(topic);
      return message.getLong("seq");
    }

    void leave() throws Exception {
      onLoop(
          () -> {
            hub.remove(session);
            return hub;
          });
    }
  }

  @BeforeEach
  void listen() throws Exception {
    onLoop(() -> new Feed(bus, fanout).listen()).ready().await(30, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void aClientThatLeavesTakesOnlyItsOwnSubscriptions() throws Exception {
    Subscriber leaver = new Subscriber();
    Subscriber stayer = new Subscriber();
    leaver.subscribe(ONE_MAIL);
    leaver.subscribe("broadcasts");
    stayer.subscribe(ONE_MAIL);
    doChangeMail();
    assertThat(leaver.nextSequence(ONE_MAIL)).isEqualTo(1);
    assertThat(stayer.nextSequence(ONE_MAIL)).isEqualTo(1);
    leaver.leave();
    doChangeMail();
    assertThat(stayer.nextSequence(ONE_MAIL)).isEqualTo(2);
    assertThat(leaver.receiver.frames()).isEmpty();
  }

  @Test
  void theTopicOfAMailIsForgottenWithItsLastSubscriber() throws Exception {
    Subscriber first = new Subscriber();
    first.subscribe(ONE_MAIL);
    doChangeMail();
    assertThat(first.nextSequence(ONE_MAIL)).isEqualTo(1);
    first.leave();
    assertThat(new Subscriber().subscribe(ONE_MAIL).seq()).isZero();
  }

  @Test
  void aTopicThatAlwaysExistsIsCountedWithoutSubscribers() throws Exception {
    Subscriber first = new Subscriber();
    first.subscribe("emails");
    doChangeMail();
    assertThat(first.nextSequence("emails")).isEqualTo(1);
    first.leave();
    assertThat(new Subscriber().subscribe("emails").seq()).isEqualTo(1);
  }

  @Test
  void leavingTwiceIsLeavingOnce() throws Exception {
    Subscriber twice = new Subscriber();
    twice.subscribe(ONE_MAIL);
    twice.leave();
    twice.leave();
    assertThat(onLoop(hub::all)).isEmpty();
  }

  @Test
  void leavingTouchesOnlyTheOwnTopicsAndForgetsThem() throws Exception {
    int before = onLoop(fanout::remembered);
    Subscriber one = new Subscriber();
    for (int i = 0; i < 50; i++) {
      one.subscribe(Topics.ofMail(UUID.randomUUID()));
    }
    assertThat(onLoop(fanout::remembered)).isEqualTo(before + 50);
    one.leave();
    assertThat(onLoop(fanout::remembered)).isEqualTo(before);
  }

  @Test
  void aMailHasOneSpelling() {
    assertThat(Topics.exists(ONE_MAIL)).isTrue();
    assertThat(Topics.exists(ONE_MAIL.toUpperCase(java.util.Locale.ROOT))).isFalse();
    assertThat(Topics.exists("emails." + "-".repeat(36))).isFalse();
    assertThat(Topics.exists("emails.1-1-1-1-1")).isFalse();
    assertThat(Topics.exists("emails.")).isFalse();
    assertThat(Topics.exists("emails." + "0".repeat(36))).isFalse();
  }

  private void doChangeMail() {
    bus.publish(Live.MAIL_CHANGED, new MailChanges(List.of(new MailChange(MAIL, MailState.SENT))));
  }

  private <T> T onLoop(Supplier<T> action) throws Exception {
    Promise<T> done = Promise.promise();
    loop.runOnContext(
        v -> {
          try {
            done.complete(action.get());
          } catch (RuntimeException e) {
            done.fail(e);
          }
        });
    return done.future().await(30, TimeUnit.SECONDS);
  }
}

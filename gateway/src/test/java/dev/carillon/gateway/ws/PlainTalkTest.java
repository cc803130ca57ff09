package dev.carillon.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.live.Live;
import dev.carillon.contract.live.PlainText;
import dev.carillon.gateway.limits.Bounds;
import dev.carillon.gateway.limits.Limits;
import dev.carillon.gateway.peer.Proxies;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.ws.fanout.Fanout;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.LiveSettings;
import dev.carillon.request.Role;
import dev.carillon.testkit.ManualTimers;
import dev.carillon.testkit.TestBus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A plain client that speaks, as long as it may. */
class PlainTalkTest {
  private final Vertx vertx = Vertx.vertx();
  private final TestBus bus = new TestBus(vertx);
  private final LiveLimits limits =
      new LiveLimits(
          LiveSettings.read(ConfigSource.of(new JsonObject())), new SimpleMeterRegistry());
  private final Hub hub =
      new Hub(
          bus.bus(),
          new Fanout(limits, Feed::traits).on(Runnable::run, Runnable::run, new ManualTimers()));
  private final Receiver receiver = new Receiver();
  private final Session session = new Session(receiver.socket(limits), new Tasks(Clocks.system()));
  private final AtomicBoolean maySpeak = new AtomicBoolean(true);
  private final List<PlainText> said = bus.heard(Live.PLAIN);

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private PlainTalk client(int perSecond) {
    Bounds bounds =
        Bounds.read(
            ConfigSource.of(
                new JsonObject()
                    .put("CARILLON_RATE_LIMIT", perSecond)
                    .put("CARILLON_REQUESTS_PER_KEY", 1)));
    hub.addPlain(session);
    return new PlainTalk(
        hub,
        session,
        new Caller("ada", Role.WRITER.scopes()),
        new Limits(bounds, Proxies.none(), bus.clock()).admission(),
        maySpeak::get);
  }

  @Test
  void aRuleThatNoLongerLetsItSpeakEndsItsTalk() {
    PlainTalk client = client(0);
    client.onText("one");
    client.onText("two");
    assertThat(receiver.frames()).isEmpty();
    maySpeak.set(false);
    client.onText("three");
    assertThat(receiver.frames()).containsExactly("close 4403 to speak needs the role writer");
  }

  @Test
  void whatItSaysCountsAmongTheRequestsOfItsKey() throws Exception {
    PlainTalk client = client(2);
    client.onText("one");
    client.onText("two");
    assertThat(receiver.frames()).isEmpty();
    client.onText("three");
    assertThat(receiver.next()).startsWith("close 4429 The API key exceeded its limit of 2");
    vertx.close().await(30, TimeUnit.SECONDS);
    assertThat(said).doesNotContain(new PlainText("three"));
  }
}

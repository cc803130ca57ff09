package dev.carillon.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.config.ConfigSource;
import dev.carillon.gateway.ws.fanout.Fanout;
import dev.carillon.gateway.ws.fanout.Traits;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.LiveSettings;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.gateway.ws.message.SlowReader;
import dev.carillon.gateway.ws.socket.Incoming;
import dev.carillon.gateway.ws.socket.RawSocket;
import dev.carillon.testkit.ManualTimers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that reads nothing for a while, by the rule of its topic. */
class SlowSessionTest {
  private static final int MESSAGES = 500;
  private static final int KIB = 1 << 10;

  private final Vertx vertx = Vertx.vertx();
  private final LiveLimits limits =
      new LiveLimits(
          LiveSettings.read(
              ConfigSource.of(new JsonObject().put("CARILLON_LIVE_SOCKET_BYTES", 128 * KIB))),
          new SimpleMeterRegistry());
  private final Receiver receiver = new Receiver();
  private final RawSocket socket = receiver.socket(limits);
  private final Session session = new Session(socket, new Tasks(Clocks.system()));

  /** Of whom nothing is expected. */
  private static final class Silent implements Incoming {
    @Override
    public void onText(String text) {}

    @Override
    public void onBinary() {}

    @Override
    public void onClosed() {}
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private void publishTo(SlowReader slow) {
    Fanout fanout = new Fanout(limits, topic -> new Traits(slow, Duration.ZERO, true));
    Hub hub =
        new Hub(
            new Bus(vertx, Clocks.system()),
            fanout.on(Runnable::run, Runnable::run, new ManualTimers()));
    socket.start(new Silent(), Clocks.system());
    hub.add(session);
    session.subscribe("t");
    receiver.reads(false);
    byte[] data = ("\"" + "x".repeat(KIB) + "\"").getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < MESSAGES; i++) {
      fanout.publish("t", (epoch, seq) -> LiveMessage.of("t", epoch, seq, data));
      assertThat(limits.waiting()).isLessThanOrEqualTo(128 * KIB);
    }
  }

  private List<JsonObject> got() {
    List<String> frames = new ArrayList<>();
    receiver.frames().drainTo(frames);
    return frames.stream().map(JsonObject::new).toList();
  }

  @ParameterizedTest
  @EnumSource(names = {"DROP_OLDEST", "LATEST_ONLY"})
  void whatItGetsAndWhatItIsToldOfIsEverything(SlowReader slow) {
    publishTo(slow);
    assertThat(session.isClosing()).isFalse();
    assertThat(receiver.frames()).isEmpty();
    receiver.reads(true);
    long next = 1;
    int messages = 0;
    for (JsonObject frame : got()) {
      boolean gap = frame.getString("type").equals("gap");
      assertThat(frame.getLong(gap ? "from" : "seq")).isEqualTo(next);
      next = frame.getLong(gap ? "to" : "seq") + 1;
      messages += gap ? 0 : 1;
    }
    assertThat(next).isEqualTo(MESSAGES + 1);
    assertThat(messages).isEqualTo(slow == SlowReader.LATEST_ONLY ? 1 : messages).isLessThan(128);
    assertThat(limits.waiting()).isZero();
  }

  @Test
  void byDefaultItIsCut() {
    publishTo(SlowReader.DISCONNECT);
    assertThat(session.isClosing()).isTrue();
    assertThat(receiver.frames()).containsExactly("close 4508 too slow");
    assertThat(limits.waiting()).isZero();
  }
}

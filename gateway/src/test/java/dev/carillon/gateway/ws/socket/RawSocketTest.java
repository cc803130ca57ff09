package dev.carillon.gateway.ws.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.ConfigSource;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.LiveSettings;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A socket whose client reads, or does not, as the test says. */
class RawSocketTest {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final String LARGE = "x".repeat(64 * KIB - 4);

  private final ManualClock clock = new ManualClock();
  private final ManualTimers timers = new ManualTimers();
  private final LiveLimits limits =
      new LiveLimits(
          LiveSettings.read(
              ConfigSource.of(
                  new JsonObject()
                      .put("CARILLON_LIVE_FRAMES", 1_000_000)
                      .put("CARILLON_LIVE_SOCKET_BYTES", MIB)
                      .put("CARILLON_LIVE_KEY_BYTES", 2 * MIB)
                      .put("CARILLON_LIVE_PROCESS_BYTES", 3 * MIB))),
          new SimpleMeterRegistry());

  /** A client, and the socket that serves it. */
  private final class Client implements Incoming {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final RawSocket socket;
    private final List<String> heard = new ArrayList<>();
    private boolean gone;

    Client(String key) {
      channel.pipeline().addLast("handler", new ChannelInboundHandlerAdapter());
      socket = new RawSocket(channel, Runnable::run, timers, limits, limits.seat(key));
      socket.start(this, clock);
    }

    Client reads(boolean reads) {
      channel.unsafe().outboundBuffer().setUserDefinedWritability(1, reads);
      channel.runPendingTasks();
      return this;
    }

    void sends(Object frame) {
      channel.writeInbound(frame);
    }

    Client isSent(String text) {
      try (TextFrame frame = TextFrame.of(text)) {
        socket.send(frame);
      }
      return this;
    }

    /** What came, in short: a text's first character, or the kind of frame with what it says. */
    List<String> got() {
      List<String> all = new ArrayList<>();
      for (Object next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
        all.add(
            switch (next) {
              case CloseWebSocketFrame close -> "close " + close.statusCode();
              case PongWebSocketFrame pong ->
                  "pong " + pong.content().toString(StandardCharsets.US_ASCII);
              case PingWebSocketFrame ping -> "ping";
              case ByteBuf text ->
                  text.toString(StandardCharsets.US_ASCII).replaceAll("[^a-wyz]", "");
              default -> next.toString();
            });
        ReferenceCountUtil.release(next);
      }
      return all;
    }

    @Override
    public void onText(String text) {
      heard.add(text);
    }

    @Override
    public void onBinary() {
      heard.add("binary");
    }

    @Override
    public void onClosed() {
      gone = true;
    }
  }

  private static PingWebSocketFrame ping(int number) {
    return new PingWebSocketFrame(
        Unpooled.copiedBuffer(String.valueOf(number), StandardCharsets.US_ASCII));
  }

  @Test
  void aMillionUnreadPingsLeaveOnePong() {
    Client client = new Client("a").reads(false);
    for (int i = 1; i <= 999_999; i++) {
      client.sends(ping(i));
    }
    assertThat(client.channel.unsafe().outboundBuffer().totalPendingWriteBytes()).isZero();
    assertThat(limits.waiting()).isZero();
    assertThat(client.channel.config().isAutoRead()).isFalse();
    assertThat(client.reads(true).got()).containsExactly("pong 999999");
    assertThat(client.channel.config().isAutoRead()).isTrue();
  }

  @Test
  void whatWaitsKeepsItsOrder() {
    Client client = new Client("a").isSent("a").reads(false).isSent("b").isSent("c");
    assertThat(client.got()).containsExactly("a");
    assertThat(limits.waiting()).isEqualTo(6);
    assertThat(client.reads(true).isSent("d").got()).containsExactly("b", "c", "d");
    assertThat(limits.waiting()).isZero();
  }

  @Test
  void aSlowReaderGetsACloseFrameAtOnceAndIsCutASecondLater() {
    Client client = new Client("a").reads(false);
    for (int i = 0; i < 16; i++) {
      client.isSent(LARGE);
    }
    assertThat(limits.waiting()).isBetween(MIB - 1L, (long) MIB);
    assertThat(client.got()).isEmpty();
    client.isSent("y");
    assertThat(client.got()).containsExactly("close 4508");
    assertThat(limits.waiting()).isZero();
    timers.advance(Duration.ofMillis(999));
    assertThat(client.channel.isOpen()).isTrue();
    timers.advance(Duration.ofMillis(1));
    assertThat(client.channel.isOpen()).isFalse();
    assertThat(client.gone).isTrue();
    assertThat(limits.sockets()).isZero();
  }

  @Test
  void afterTheCloseFrameNothingIsSentAndNothingHeard() {
    Client client = new Client("a");
    client.socket.close(CloseReason.UNAUTHENTICATED);
    client.socket.close(CloseReason.BAD_FRAME);
    client.isSent("a");
    client.sends(new TextWebSocketFrame("hello"));
    client.sends(ping(1));
    client.socket.beat();
    assertThat(client.got()).containsExactly("close 4401");
    assertThat(client.heard).isEmpty();
    client.sends(new CloseWebSocketFrame(4401, null));
    assertThat(client.channel.isOpen()).isFalse();
    assertThat(timers.size()).isZero();
  }

  @Test
  void whoGoesOnSendingAfterTheCloseFrameIsNotReadForLong() {
    Client client = new Client("a");
    client.socket.close(CloseReason.TOO_MANY_FRAMES);
    for (int i = 0; i < 1_000; i++) {
      client.sends(ping(i));
    }
    assertThat(client.channel.config().isAutoRead()).isTrue();
    client.sends(new TextWebSocketFrame(LARGE));
    assertThat(client.channel.config().isAutoRead()).isFalse();
    timers.advance(Duration.ofSeconds(1));
    assertThat(client.gone).isTrue();
  }

  @Test
  void aCloseFrameOfTheClientIsAnsweredAndEndsIt() {
    Client client = new Client("a");
    client.sends(new CloseWebSocketFrame(4000, "enough"));
    assertThat(client.got()).containsExactly("close 4000");
    assertThat(client.channel.isOpen()).isFalse();
  }

  @Test
  void aKeyThatLeavesTooMuchUnreadIsCutWhereItAsksForMore() {
    List<Client> greedy = List.of(new Client("a"), new Client("a"), new Client("a"));
    Client other = new Client("b").reads(false);
    greedy.forEach(client -> client.reads(false));
    for (int i = 0; i < 16; i++) {
      greedy.get(0).isSent(LARGE);
      greedy.get(1).isSent(LARGE);
    }
    greedy.get(2).isSent(LARGE);
    assertThat(greedy.get(2).got()).containsExactly("close 4508");
    other.isSent(LARGE);
    assertThat(other.socket.isClosing()).isFalse();
    assertThat(greedy.get(0).socket.isClosing()).isFalse();
  }

  @Test
  void theProcessHasABoundToo() {
    for (String key : List.of("a", "b", "c")) {
      Client client = new Client(key).reads(false);
      for (int i = 0; i < 16; i++) {
        client.isSent(LARGE);
      }
    }
    Client late = new Client("d").reads(false).isSent(LARGE);
    assertThat(late.got()).containsExactly("close 4508");
    assertThat(limits.waiting()).isLessThanOrEqualTo(3 * MIB);
  }

  @Test
  void whoAnswersNeitherOfTwoPingsIsClosed() {
    Client client = new Client("a");
    client.socket.beat();
    client.sends(new PongWebSocketFrame());
    client.socket.beat();
    client.socket.beat();
    assertThat(client.got()).containsExactly("ping", "ping", "ping");
    client.socket.beat();
    assertThat(client.got()).containsExactly("close 4408");
  }

  @Test
  void whoTakesNothingOfWhatWaitsIsClosed() {
    Client client = new Client("a").reads(false).isSent("a");
    client.socket.beat();
    client.reads(true).reads(false).isSent("b"); // it took something
    client.socket.beat();
    assertThat(client.socket.isClosing()).isFalse();
    client.socket.beat();
    assertThat(client.got()).containsExactly("a", "close 4508");
  }

  @Test
  void whoDoesNotEndAMessageIsClosedThoughItAnswersPings() {
    Client client = new Client("a");
    client.sends(new TextWebSocketFrame(false, 0, "begun"));
    for (int i = 0; i < 3; i++) {
      client.socket.beat();
      client.sends(new ContinuationWebSocketFrame(false, 0, ", and on"));
      client.sends(new PongWebSocketFrame());
    }
    assertThat(client.socket.isClosing()).isFalse();
    client.socket.beat();
    assertThat(client.got()).containsExactly("ping", "ping", "ping", "close 4408");
  }

  @Test
  void whatWaitsMovesToTheSeatOfTheKey() {
    Client client = new Client("a").reads(false).isSent("a");
    client.socket.moveTo(limits.seat("b"));
    assertThat(limits.sockets()).isEqualTo(1);
    assertThat(limits.waiting()).isEqualTo(3);
    assertThat(client.reads(true).got()).containsExactly("a");
    assertThat(limits.waiting()).isZero();
  }

  /** In one read came a hundred: others are read after each 32 of them. */
  @Test
  void whatOneClientSendsAtOnceIsHeardAPartAtATime() {
    Client client = new Client("a");
    for (int i = 0; i < 100; i++) {
      client.channel.pipeline().fireChannelRead(new TextWebSocketFrame(String.valueOf(i)));
    }
    assertThat(client.heard).hasSize(32);
    assertThat(client.channel.config().isAutoRead()).isFalse();
    client.channel.pipeline().fireChannelReadComplete();
    assertThat(client.heard).hasSize(32);
    for (int size : List.of(64, 96, 100)) {
      client.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      client.channel.runScheduledPendingTasks();
      assertThat(client.heard).hasSize(size);
    }
    assertThat(client.heard.getLast()).isEqualTo("99");
    assertThat(client.channel.config().isAutoRead()).isTrue();
  }
}

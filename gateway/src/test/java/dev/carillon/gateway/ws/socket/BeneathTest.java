package dev.carillon.gateway.ws.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.config.ConfigSource;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.LiveSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.VertxHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What this room asks of Vert.x: to be read when a new version fails here. That a client which
 * reads nothing is gone within two seconds is shown where the whole gateway runs (LiveLimitsIT).
 */
class BeneathTest {
  private static final List<byte[]> TURN =
      IntStream.rangeClosed(1, 100)
          .mapToObj(i -> ("message " + i).getBytes(StandardCharsets.UTF_8))
          .toList();

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server = vertx.createHttpServer();

  /** Closed with its last reference. */
  private final WebSocketClient client = vertx.createWebSocketClient();

  private final LiveLimits limits =
      new LiveLimits(
          LiveSettings.read(ConfigSource.of(new JsonObject())), new SimpleMeterRegistry());
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final Sent sent = new Sent();
  private volatile boolean held;

  /** What leaves the pipeline towards the network. */
  private static final class Sent extends ChannelOutboundHandlerAdapter {
    private final List<byte[]> writes = new ArrayList<>();
    private int flushes;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof ByteBuf frames) {
        byte[] bytes = new byte[frames.readableBytes()];
        frames.getBytes(frames.readerIndex(), bytes);
        writes.add(bytes);
      }
      ChannelFuture unused = ctx.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
      flushes++;
      ctx.flush();
    }
  }

  /** What the server hears goes back. */
  private final class Echo implements Incoming {
    private final RawSocket socket;

    Echo(RawSocket socket) {
      this.socket = socket;
    }

    @Override
    public void onText(String text) {
      if (text.equals("turn")) {
        sent.writes.clear(); // the handshake
        sent.flushes = 0;
        try (TextFrame frames = TextFrame.of(TURN)) {
          socket.send(frames);
        }
      } else {
        socket.close(CloseReason.FORBIDDEN, text);
      }
    }

    @Override
    public void onBinary() {
      socket.close(CloseReason.BAD_FRAME);
    }

    @Override
    public void onClosed() {
      heard.add("gone");
    }
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private WebSocket open(boolean publicly) throws Exception {
    server.requestHandler(
        request -> request.toWebSocket().onSuccess(socket -> serve(request, socket, publicly)));
    int port = server.listen(0, "127.0.0.1").await(30, TimeUnit.SECONDS).actualPort();
    Promise<WebSocket> opened = Promise.promise();
    client
        .webSocket()
        .textMessageHandler(heard::add)
        .connect(port, "127.0.0.1", "/")
        .onComplete(opened);
    return opened.future().await(30, TimeUnit.SECONDS);
  }

  private void serve(HttpServerRequest request, ServerWebSocket upgraded, boolean publicly) {
    Channel channel = Beneath.channel(request);
    assertThat(channel).as("the way to what lies beneath").isNotNull();
    RawSocket socket =
        publicly
            ? new RawSocket(
                new PublicWire(upgraded),
                Beneath.dispatch(vertx),
                Timers.of(vertx),
                limits,
                limits.seat("a"))
            : RawSocket.of(request, upgraded, vertx, limits, limits.seat("a"));
    channel.pipeline().addFirst(sent);
    socket.start(new Echo(socket), Clocks.system());
    held = channel.pipeline().get(VertxHandler.class) != null;
  }

  @Test
  void aTurnIsOneWriteAndOneFlushAndPassesUnchanged() throws Exception {
    open(false).writeTextMessage("turn").await(30, TimeUnit.SECONDS);
    for (byte[] message : TURN) {
      assertThat(heard.poll(30, TimeUnit.SECONDS))
          .isEqualTo(new String(message, StandardCharsets.UTF_8));
    }
    byte[] expected;
    try (TextFrame frames = TextFrame.of(TURN)) {
      ByteBuf bytes = frames.forOne();
      expected = new byte[bytes.readableBytes()];
      bytes.readBytes(expected).release();
    }
    assertThat(sent.writes).hasSize(1);
    assertThat(sent.writes.get(0)).isEqualTo(expected);
    assertThat(sent.flushes).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothWaysTellTheSame(boolean publicly) throws Exception {
    WebSocket opened = open(publicly);
    Promise<Short> closed = Promise.promise();
    opened.closeHandler(v -> closed.complete(opened.closeStatusCode()));
    opened.writeTextMessage("turn").await(30, TimeUnit.SECONDS);
    for (byte[] message : TURN) {
      assertThat(heard.poll(30, TimeUnit.SECONDS))
          .isEqualTo(new String(message, StandardCharsets.UTF_8));
    }
    opened.writeTextMessage("enough").await(30, TimeUnit.SECONDS);
    assertThat(closed.future().await(30, TimeUnit.SECONDS)).isEqualTo((short) 4403);
    assertThat(opened.closeReason()).isEqualTo("enough");
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("gone");
    assertThat(limits.sockets()).isZero();
    assertThat(held).as("Vert.x holds the connection and its request").isEqualTo(publicly);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aServerThatEndsAsksItsClientsToComeAgain(boolean publicly) throws Exception {
    WebSocket opened = open(publicly);
    Promise<Short> closed = Promise.promise();
    opened.closeHandler(v -> closed.complete(opened.closeStatusCode()));
    server.shutdown(30, TimeUnit.SECONDS).await(60, TimeUnit.SECONDS);
    assertThat(closed.future().await(30, TimeUnit.SECONDS)).isEqualTo((short) 1012);
    assertThat(limits.sockets()).isZero();
  }

  /** Vert.x would keep the frame, and its memory with it. */
  @Test
  void whatAClientSendsBeforeItIsAnsweredIsLetGo() {
    EmbeddedChannel channel = new EmbeddedChannel(new Beneath.EarlyFrames());
    TextWebSocketFrame frame = new TextWebSocketFrame("early");
    channel.writeInbound(frame, LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(channel.<Object>readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(frame.refCnt()).isZero();
    assertThat(channel.finish()).as("anything left").isFalse();
  }

  @Test
  void workAfterReadsRunsOnTheLoopItself() throws Exception {
    Promise<Boolean> same = Promise.promise();
    vertx.runOnContext(
        v -> {
          Thread loop = Thread.currentThread();
          Beneath.afterReads(vertx).execute(() -> same.complete(Thread.currentThread() == loop));
        });
    assertThat(same.future().await(30, TimeUnit.SECONDS)).isTrue();
  }
}

package dev.carillon.gateway.ws.socket;

import dev.carillon.async.rate.TokenBucket;
import dev.carillon.async.time.Clocks;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.LiveSettings;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands behind the frame decoder, in the place of Vert.x, which would answer each ping into a
 * queue without an end, and would go on hearing after a Close. Counts every frame, puts fragments
 * together, and turns what the decoder refuses into a Close frame.
 */
final class FrameHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(FrameHandler.class);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private static final int LAST_CODE = 4_999;
  private static final int SMALLEST_FRAME = 6;

  /** So many frames of one client are heard before others are. */
  private static final int TURN_FRAMES = 32;

  private final RawSocket socket;
  private final Incoming incoming;
  private final Executor loop;
  private final Clocks clocks;
  private final LiveSettings settings;
  private final TokenBucket rate;
  private final ByteArrayOutputStream fragments = new ByteArrayOutputStream(0);
  private final Queue<WebSocketFrame> behind = new ArrayDeque<>(0);
  private int heardInTurn;
  private boolean scheduled;
  private int heardOfStranger;
  private boolean text;

  /**
   * The handler of one socket.
   *
   * @param loop runs what is heard with the connection's Vert.x context, at once
   */
  FrameHandler(
      RawSocket socket, Incoming incoming, Executor loop, Clocks clocks, LiveSettings settings) {
    this.socket = socket;
    this.incoming = incoming;
    this.loop = loop;
    this.clocks = clocks;
    this.settings = settings;
    int perSecond = settings.framesPerSecond();
    this.rate = new TokenBucket(Duration.ofNanos(SECOND / perSecond), perSecond);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof WebSocketFrame frame)) {
      ctx.fireChannelRead(message);
      return;
    }
    if (heardInTurn >= TURN_FRAMES) {
      behind.add(frame);
      socket.hold(true);
    } else {
      heardInTurn++;
      hear(frame);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    heardInTurn = behind.isEmpty() ? 0 : TURN_FRAMES;
    if (!behind.isEmpty() && !scheduled) {
      hearLater(ctx);
    }
    ctx.fireChannelReadComplete();
  }

  /** After others were read: see {@link Beneath#afterReads}. */
  private void hearLater(ChannelHandlerContext ctx) {
    scheduled = true;
    Future<?> unused = ctx.executor().schedule(() -> hearBehind(ctx), 1, TimeUnit.NANOSECONDS);
  }

  /** What one client sent at once is heard a part at a time, between which others are read. */
  private void hearBehind(ChannelHandlerContext ctx) {
    scheduled = false;
    for (int i = 0; i < TURN_FRAMES && !behind.isEmpty(); i++) {
      hear(behind.remove());
    }
    if (behind.isEmpty()) {
      heardInTurn = 0;
      loop.execute(() -> socket.hold(false));
    } else {
      hearLater(ctx);
    }
  }

  void onWritable() {
    loop.execute(socket::onWritability);
  }

  void onGone() {
    loop.execute(
        () -> {
          socket.onGone();
          incoming.onClosed();
        });
  }

  /** A frame came; it is released here. */
  void hear(WebSocketFrame frame) {
    try {
      loop.execute(() -> onFrame(frame));
    } finally {
      frame.release();
    }
  }

  void onShutdown() {
    loop.execute(() -> socket.close(CloseReason.RESTART));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (Beneath.isShutdown(event)) {
      onShutdown();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    onWritable();
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    behind.forEach(WebSocketFrame::release);
    behind.clear();
    onGone();
    ctx.fireChannelInactive();
  }

  /** What the decoder refuses, and texts that are not UTF-8; all else is the connection's end. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException corrupted) {
      CloseReason why = Ending.reason(corrupted.closeStatus());
      String said = corrupted.getMessage();
      loop.execute(() -> socket.fail(why, said == null ? why.text() : said));
    } else {
      LOG.debug("A connection failed: {}", cause.toString());
      ChannelFuture unused = ctx.close();
    }
  }

  private void onFrame(WebSocketFrame frame) {
    if (frame instanceof CloseWebSocketFrame close) {
      onClose(close.statusCode());
      return;
    }
    if (socket.isClosing()) {
      socket.onIgnored(SMALLEST_FRAME + frame.content().readableBytes());
      return;
    }
    String tooMany = tooMany();
    if (tooMany != null) {
      socket.close(CloseReason.TOO_MANY_FRAMES, tooMany);
      return;
    }
    switch (frame) {
      case PingWebSocketFrame ping -> socket.onPing(ping.content());
      case PongWebSocketFrame pong -> socket.onPong();
      default -> onData(frame);
    }
  }

  /** The decoder lets codes pass that RFC 6455 gives to nobody. */
  private void onClose(int code) {
    if (code > LAST_CODE) {
      socket.fail(CloseReason.PROTOCOL_ERROR, "invalid close code " + code);
    } else {
      socket.onClose(code);
    }
  }

  private @Nullable String tooMany() {
    if (socket.isStranger() && ++heardOfStranger > settings.strangerFrames()) {
      return settings.strangerFrames() + " frames without a hello";
    }
    return rate.request(clocks.nanos()) == 0
        ? null
        : "more than " + settings.framesPerSecond() + " frames per second";
  }

  private void onData(WebSocketFrame frame) {
    if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
      text = frame instanceof TextWebSocketFrame;
    }
    int size = fragments.size() + frame.content().readableBytes();
    if (size > settings.messageBytes()) {
      fragments.reset();
      socket.close(
          CloseReason.MESSAGE_TOO_LARGE,
          "a message may have " + settings.messageBytes() + " bytes");
      return;
    }
    fragments.writeBytes(ByteBufUtil.getBytes(frame.content()));
    socket.onFragment(frame.isFinalFragment());
    if (frame.isFinalFragment()) {
      String whole = text ? fragments.toString(StandardCharsets.UTF_8) : "";
      fragments.reset();
      tell(whole);
    }
  }

  private void tell(String whole) {
    if (text) {
      incoming.onText(whole);
    } else {
      incoming.onBinary();
    }
  }
}

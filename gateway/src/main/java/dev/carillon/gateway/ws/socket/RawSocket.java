package dev.carillon.gateway.ws.socket;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.Seat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket beneath Vert.x's own, which can do what that cannot: write a Close frame past what
 * waits, cut a connection that does not read, and stop reading while it does not. The only class of
 * this room that knows Vert.x's own; its tests fail when that changes.
 *
 * <p>Everything happens on the connection's event loop. After a Close frame, of whichever side,
 * nothing more is sent or heard.
 */
public final class RawSocket {
  private static final int MISSED_PONGS = 2;
  private static final int STALLED_BEATS = 2;
  private static final int MESSAGE_BEATS = 3;

  /** What the kernel keeps for a client that does not read; its own choice would be megabytes. */
  private static final int SEND_BUFFER = 64 * 1024;

  private final Channel channel;
  private final Wire wire;
  private final Executor loop;
  private final LiveLimits limits;
  private final Outbox outbox;
  private final Ending ending;
  private @Nullable ByteBuf pong;
  private int unanswered;
  private int stalled;
  private long unsent;
  private boolean inMessage;
  private int beatsInMessage;

  /**
   * A socket on this channel, whose last handler is called {@code handler}. It hears nothing yet.
   *
   * @param loop runs work with the connection's Vert.x context, at once
   * @param seat is left when the connection is gone
   */
  public RawSocket(Channel channel, Executor loop, Timers timers, LiveLimits limits, Seat seat) {
    this.channel = channel;
    this.wire = new Wire(channel);
    this.loop = loop;
    this.limits = limits;
    this.outbox = new Outbox(wire, seat);
    this.ending = new Ending(wire, timers, limits);
  }

  /**
   * The socket of a request that was just upgraded. Must be called on its event loop, before
   * anything that the client sends can have been read.
   */
  public static RawSocket of(
      HttpServerRequest upgraded, Timers timers, LiveLimits limits, Seat seat) {
    // The router's view of the WebSocket hides the real one, but not the connection.
    HttpServerConnection connection = (HttpServerConnection) upgraded.connection();
    Channel channel = connection.channelHandlerContext().channel();
    ContextInternal context = ContextInternal.current();
    return new RawSocket(channel, work -> context.dispatch(v -> work.run()), timers, limits, seat);
  }

  /** Begins to hear. Idle time is no longer looked at: pings find out who is gone. */
  public void start(Incoming incoming, Clocks clocks) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get("idle") != null) {
      pipeline.remove("idle");
    }
    channel.config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
    pipeline.addBefore("handler", "utf8", new Utf8FrameValidator(false));
    pipeline.addBefore(
        "handler", "frames", new FrameHandler(this, incoming, loop, clocks, limits.settings()));
    if (!channel.isActive()) {
      onGone();
      incoming.onClosed();
    }
  }

  /** Sends a text, now or when the client has read what is before it. */
  public void send(TextFrame frame) {
    if (ending.hasBegun() || !wire.isActive()) {
      return;
    }
    CloseReason full = outbox.offer(frame.forOne());
    if (full == null) {
      wire.flush();
    } else {
      close(full);
    }
  }

  /** From now on the socket sits elsewhere, with what waits for it; the old seat is left. */
  public void moveTo(Seat other) {
    CloseReason full = outbox.moveTo(other);
    if (full != null) {
      other.leave();
      close(full);
    }
  }

  /** Whether a Close frame went out or came in. */
  public boolean isClosing() {
    return ending.hasBegun();
  }

  /** Closes with the reason's own words. */
  public void close(CloseReason why) {
    close(why, why.text());
  }

  /** Sends a Close frame past what waits; the first one counts. */
  public void close(CloseReason why, String text) {
    if (!ending.hasBegun()) {
      forget();
      ending.close(why, text);
    }
  }

  /**
   * A beat of the heart: pings, and closes a client that answered neither of the last two pings, or
   * that took nothing of what waits for it since the last but one, or that has begun a message and
   * not ended it for three.
   */
  public void beat() {
    if (ending.hasBegun()) {
      return;
    }
    if (inMessage && ++beatsInMessage > MESSAGE_BEATS) {
      close(CloseReason.UNFINISHED);
    } else if (!keepsUp()) {
      long left = wire.unsent();
      stalled = left == unsent ? stalled + 1 : 0;
      unsent = left;
      if (stalled >= STALLED_BEATS) {
        close(CloseReason.STALLED);
      }
    } else if (unanswered >= MISSED_PONGS) {
      close(CloseReason.NO_PONG);
    } else {
      unanswered++;
      wire.writeNow(new PingWebSocketFrame());
    }
  }

  boolean isStranger() {
    return outbox.seat().isStranger();
  }

  /** Ends the connection of a client whose frames cannot be read. */
  void fail(CloseReason why, String text) {
    if (!ending.hasBegun()) {
      forget();
      ending.fail(why, text);
    }
  }

  /** A fragment came; of a whole message, its last one. */
  void onFragment(boolean last) {
    inMessage = !last;
    beatsInMessage = last ? 0 : beatsInMessage;
  }

  void onPong() {
    unanswered = 0;
  }

  /** Answers a ping; of several that nothing can be written to, the last (RFC 6455, 5.5.3). */
  void onPing(ByteBuf data) {
    if (keepsUp()) {
      wire.writeNow(new PongWebSocketFrame(data.retainedDuplicate()));
    } else {
      forgetPong();
      pong = Unpooled.copiedBuffer(data);
    }
  }

  /** The client reads slower than it is written to, or has caught up. */
  void onWritability() {
    if (ending.hasBegun()) {
      return;
    }
    if (outbox.drain()) {
      stalled = 0;
      wire.flush();
    }
    if (keepsUp() && pong != null) {
      wire.writeNow(new PongWebSocketFrame(pong));
      pong = null;
    }
    wire.read(keepsUp());
  }

  /** A frame that nobody wants any more. */
  void onIgnored(int bytes) {
    ending.ignore(bytes);
  }

  /** The client's Close frame. */
  void onClose(int code) {
    forget();
    ending.onClose(code);
  }

  /** The connection is gone. */
  void onGone() {
    ending.onGone();
    forget();
    outbox.seat().leave();
  }

  private boolean keepsUp() {
    return wire.isWritable() && outbox.isEmpty();
  }

  private void forget() {
    outbox.clear();
    forgetPong();
  }

  private void forgetPong() {
    if (pong != null) {
      pong.release();
      pong = null;
    }
  }
}

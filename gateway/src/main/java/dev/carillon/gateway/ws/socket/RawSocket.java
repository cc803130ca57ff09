package dev.carillon.gateway.ws.socket;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.Seat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket beneath Vert.x's own, which can do what that cannot: write a Close frame past what
 * waits, cut a connection that does not read, and stop reading while it does not.
 *
 * <p>Everything happens on the connection's event loop. After a Close frame, of whichever side,
 * nothing more is sent or heard.
 */
public final class RawSocket {
  private final Wire wire;
  private final Executor loop;
  private final LiveLimits limits;
  private final Outbox outbox;
  private final Ending ending;
  private final Pulse pulse;
  private Runnable refill = () -> {};
  private boolean held;
  private @Nullable ByteBuf pong;

  /**
   * A socket on this channel. It hears nothing yet.
   *
   * @param loop runs work with the connection's Vert.x context, at once
   * @param seat is left when the connection is gone
   */
  public RawSocket(Channel channel, Executor loop, Timers timers, LiveLimits limits, Seat seat) {
    this(new ChannelWire(channel), loop, timers, limits, seat);
  }

  RawSocket(Wire wire, Executor loop, Timers timers, LiveLimits limits, Seat seat) {
    this.wire = wire;
    this.loop = loop;
    this.limits = limits;
    this.outbox = new Outbox(wire, seat);
    this.pulse = new Pulse(wire);
    this.ending = new Ending(wire, timers, limits);
  }

  /** A request is going to be upgraded. What is returned is for when it is not after all. */
  public static Runnable expect(HttpServerRequest request) {
    return Beneath.expect(Beneath.channel(request));
  }

  /** The socket of a request that was just upgraded; called before anything can have been read. */
  public static RawSocket of(
      HttpServerRequest upgraded,
      ServerWebSocket socket,
      Vertx vertx,
      LiveLimits limits,
      Seat seat) {
    Timers timers = Timers.of(vertx);
    Channel channel = Beneath.channel(upgraded);
    Wire wire = channel == null ? new PublicWire(socket) : new ChannelWire(channel);
    return new RawSocket(wire, Beneath.dispatch(vertx), timers, limits, seat);
  }

  /** Runs work of this loop after it has looked at its sockets. */
  public static Executor afterReads(Vertx vertx) {
    return Beneath.afterReads(vertx);
  }

  /** Begins to hear. */
  public void start(Incoming incoming, Clocks clocks) {
    wire.start(new FrameHandler(this, incoming, loop, clocks, limits.settings()));
    if (!wire.isActive()) {
      onGone();
      incoming.onClosed();
    }
  }

  /** Sends texts, now or when the client has read what is before them. */
  public void send(TextFrame frame) {
    offer(frame);
    flush();
  }

  /** The same, but they go with the next flush. */
  public void offer(TextFrame frame) {
    if (ending.hasBegun() || !wire.isActive()) {
      return;
    }
    CloseReason full = outbox.offer(frame.forOne());
    if (full != null) {
      close(full);
    }
  }

  /** What was offered goes out. */
  public void flush() {
    if (!ending.hasBegun()) {
      wire.flush();
    }
  }

  /** Whose bytes count for what waits elsewhere for this socket. */
  public Seat seat() {
    return outbox.seat();
  }

  /** Runs whenever the client has taken all that waited here. */
  public void whenKeepingUp(Runnable refill) {
    this.refill = refill;
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

  /** A beat of the heart: pings, and closes a client as {@link Pulse#beat} says. */
  public void beat() {
    CloseReason why = ending.hasBegun() ? null : pulse.beat(keepsUp());
    if (why != null) {
      close(why);
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
    pulse.onFragment(last);
  }

  void onPong() {
    pulse.onPong();
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
      pulse.onTaken();
      wire.flush();
    }
    if (keepsUp()) {
      refill.run();
    }
    if (keepsUp() && pong != null) {
      wire.writeNow(new PongWebSocketFrame(pong));
      pong = null;
    }
    wire.read(keepsUp() && !held);
  }

  /** Whether more came than is heard at once: until that is heard nothing is read. */
  void hold(boolean hold) {
    held = hold;
    if (!ending.hasBegun()) {
      wire.read(keepsUp() && !held);
    }
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

  /** Whether the client has taken all that was sent. */
  public boolean keepsUp() {
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

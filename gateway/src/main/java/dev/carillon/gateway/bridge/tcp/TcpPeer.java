package dev.carillon.gateway.bridge.tcp;

import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.gateway.bridge.Bridge;
import dev.carillon.gateway.bridge.BridgeSession;
import dev.carillon.gateway.bridge.Dialect;
import dev.carillon.gateway.bridge.Peer;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.Seat;
import dev.carillon.text.Utf8Text;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One connection of the TCP bridge. What its client does not read waits within the bounds of its
 * seat; who goes beyond them, or is silent for too long, is cut.
 */
final class TcpPeer implements Peer {
  private static final Duration CUT_AFTER = Duration.ofSeconds(1);

  /** So much is read away behind the end, so that the client comes to see why. */
  private static final int MAX_IGNORED = 64 * 1024;

  private final NetSocket socket;
  private final TcpWire wire;
  private final Bridge bridge;
  private final Timers timers;
  private final BridgeSession session;
  private final FrameReader frames;
  private Seat seat;
  private Timers.Pending cut = () -> false;
  private boolean closing;
  private boolean gone;
  private int ignored;
  private long heardAt;
  private long taken;
  private long takenBefore;
  private long movedAt;

  /**
   * A connection that hears nothing yet.
   *
   * @param seat is left when the connection is gone
   * @param address whose tries with keys are counted together
   */
  TcpPeer(NetSocket socket, Bridge bridge, Timers timers, Seat seat, String address, long now) {
    this.socket = socket;
    this.wire = new TcpWire(socket);
    this.bridge = bridge;
    this.timers = timers;
    this.seat = seat;
    this.frames = new FrameReader(bridge.limits().settings().messageBytes());
    this.heardAt = now;
    this.movedAt = now;
    this.session = bridge.open(Dialect.TCP, this, address);
    session.awaitKey(timers);
  }

  /** Bytes of the client. */
  void onBytes(Buffer bytes, long now) {
    if (closing) {
      ignore(bytes.length());
      return;
    }
    frames.add(bytes);
    try {
      for (byte[] frame = frames.next(); frame != null && !closing; frame = frames.next()) {
        heardAt = now;
        Utf8Text.check(frame);
        session.onFrame(new String(frame, StandardCharsets.UTF_8));
      }
    } catch (IllegalArgumentException notOne) {
      session.onMalformed(String.valueOf(notOne.getMessage()));
    } catch (Failure notUtf8) {
      session.onMalformed(notUtf8.message());
    }
  }

  private void ignore(int bytes) {
    ignored += bytes;
    if (ignored > MAX_IGNORED) {
      socket.pause();
    }
  }

  /**
   * Ends it if it has been silent, or has read nothing, for too long. Asked about once a second.
   */
  void look(long now, Duration stalled) {
    if (closing) {
      return;
    }
    if (seat.taken() == 0 || taken != takenBefore) {
      movedAt = now;
      takenBefore = taken;
    }
    if (now - heardAt > bridge.settings().idle().toNanos()) {
      session.onIdle();
    } else if (now - movedAt > stalled.toNanos()) {
      close(CloseReason.STALLED, CloseReason.STALLED.text());
    }
  }

  /** The server stops. */
  void restart() {
    session.onRestart();
  }

  /** The connection is gone. */
  void onGone() {
    gone = true;
    closing = true;
    cut.cancel();
    seat.leave();
    session.onClosed();
  }

  /** A client that keeps up costs no accounting: what its socket holds is within its water mark. */
  @Override
  public void send(String frame) {
    byte[] text = frame.getBytes(StandardCharsets.UTF_8);
    int room = socket.writeQueueFull() ? text.length : 0;
    CloseReason full = room == 0 ? null : seat.take(room);
    if (full != null) {
      close(full, full.text());
      return;
    }
    socket
        .write(Buffer.buffer(Integer.BYTES + text.length).appendInt(text.length).appendBytes(text))
        .onComplete(r -> written(room));
  }

  private void written(int room) {
    taken++;
    if (room > 0 && !gone) {
      seat.give(room);
    }
  }

  @Override
  public void moveTo(Seat other) {
    CloseReason full = seat.taken() == 0 ? null : other.take((int) seat.taken());
    if (full != null) {
      other.leave();
      close(full, full.text());
      return;
    }
    seat.leave();
    seat = other;
  }

  @Override
  public void close(CloseReason why, String text) {
    if (!closing) {
      closing = true;
      bridge.limits().countClosed(why);
      cut = timers.after(CUT_AFTER, wire::cut);
      wire.endOutput();
    }
  }

  @Override
  public boolean isClosing() {
    return closing;
  }
}

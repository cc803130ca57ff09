package dev.carillon.gateway.ws.socket;

import dev.carillon.gateway.ws.limits.CloseReason;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import org.jspecify.annotations.Nullable;

/** What the beats of a connection's heart have shown so far. */
final class Pulse {
  private static final int MISSED_PONGS = 2;
  private static final int STALLED_BEATS = 2;
  private static final int MESSAGE_BEATS = 3;

  private final Wire wire;
  private int unanswered;
  private int stalled;
  private long unsent;
  private boolean inMessage;
  private int beatsInMessage;

  Pulse(Wire wire) {
    this.wire = wire;
  }

  /**
   * A beat: pings who keeps up. Who answered neither of the last two pings must go, or took nothing
   * of what waits for it since the last but one, or has begun a message and not ended it for three.
   *
   * @return why the connection must end; null if it goes on
   */
  @Nullable CloseReason beat(boolean keepsUp) {
    if (inMessage && ++beatsInMessage > MESSAGE_BEATS) {
      return CloseReason.UNFINISHED;
    }
    if (!keepsUp) {
      long left = wire.unsent();
      stalled = left == unsent ? stalled + 1 : 0;
      unsent = left;
      return stalled >= STALLED_BEATS ? CloseReason.STALLED : null;
    }
    if (unanswered >= MISSED_PONGS) {
      return CloseReason.NO_PONG;
    }
    unanswered++;
    wire.writeNow(new PingWebSocketFrame());
    return null;
  }

  /** A fragment came; of a whole message, its last one. */
  void onFragment(boolean last) {
    inMessage = !last;
    beatsInMessage = last ? 0 : beatsInMessage;
  }

  void onPong() {
    unanswered = 0;
  }

  /** The client took something of what waits. */
  void onTaken() {
    stalled = 0;
  }
}

package dev.carillon.gateway.ws.socket;

import dev.carillon.async.time.Timers;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.LiveLimits;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of a connection: one Close frame past all that waits, and the cut {@value #CUT_SECONDS}
 * second later at the latest. The first reason counts.
 */
final class Ending {
  private static final int CUT_SECONDS = 1;
  private static final Duration CUT_AFTER = Duration.ofSeconds(CUT_SECONDS);
  private static final int MAX_REASON = 123;

  /** So much is read away, so that a client that only has not seen the Close frame yet sees it. */
  private static final int MAX_IGNORED = 64 * 1024;

  private final Wire wire;
  private final Timers timers;
  private final LiveLimits limits;
  private Timers.@Nullable Pending cut;
  private boolean begun;
  private int ignored;

  Ending(Wire wire, Timers timers, LiveLimits limits) {
    this.wire = wire;
    this.timers = timers;
    this.limits = limits;
  }

  /** Why the frame decoder has given up. */
  static CloseReason reason(WebSocketCloseStatus status) {
    if (status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
      return CloseReason.FRAME_TOO_LARGE;
    }
    return status.equals(WebSocketCloseStatus.INVALID_PAYLOAD_DATA)
        ? CloseReason.NOT_UTF8
        : CloseReason.PROTOCOL_ERROR;
  }

  boolean hasBegun() {
    return begun;
  }

  /** The client is told, and may answer. */
  void close(CloseReason why, String text) {
    begin(why);
    wire.writeNow(frame(why, text));
  }

  /**
   * The same for a client whose frames cannot be read any more (RFC 6455, 7.1.7): its Close frame
   * is not waited for. It may go on sending until it has seen ours; closed at once, the connection
   * would be reset, and ours perhaps lost.
   */
  void fail(CloseReason why, String text) {
    begin(why);
    wire.writeNow(frame(why, text), wire::endOutput);
  }

  /** The client's Close frame: an answer to ours, or one that wants an answer. */
  void onClose(int code) {
    if (begun) {
      wire.close();
      return;
    }
    begin(CloseReason.CLIENT);
    wire.writeNow(
        code < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, null), wire::close);
  }

  /** The client goes on sending: beyond a bound its bytes stay where they are until the cut. */
  void ignore(int bytes) {
    ignored += bytes;
    if (ignored > MAX_IGNORED) {
      wire.read(false);
    }
  }

  /** The connection is gone. */
  void onGone() {
    begun = true;
    if (cut != null) {
      cut.cancel();
    }
  }

  private void begin(CloseReason why) {
    begun = true;
    limits.countClosed(why);
    wire.read(true); // or the client's Close frame would not be seen
    cut = timers.after(CUT_AFTER, wire::cut);
  }

  private static CloseWebSocketFrame frame(CloseReason why, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new CloseWebSocketFrame(
        why.code(), utf8.length <= MAX_REASON ? text : text.substring(0, MAX_REASON / 3));
  }
}

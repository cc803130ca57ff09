package dev.carillon.gateway.ws.limits;

import java.util.Locale;

/** Why a WebSocket ends: the code of the Close frame, and what people read in it. */
public enum CloseReason {
  /** The client said bye. */
  BYE(1000, "bye"),
  /** The client closed; its own code goes back to it. */
  CLIENT(1000, "closed by the client"),
  /** A violation of RFC 6455. */
  PROTOCOL_ERROR(1002, "protocol error"),
  /** A text that is not UTF-8. */
  NOT_UTF8(1007, "a text must be UTF-8"),
  /** A single frame that announces more than a message may have. */
  FRAME_TOO_LARGE(1009, "frame too large"),
  /** A fault of ours. */
  INTERNAL(1011, "internal error"),
  /** The server restarts: the client should reconnect. */
  RESTART(1012, "the server restarts"),
  /** For too long nobody could say whether the key is still good. */
  UNCHECKED(1012, "API keys cannot be checked at the moment"),
  /** A frame that is not of the protocol. */
  BAD_FRAME(4400, "bad frame"),
  /** A missing or unknown key. */
  UNAUTHENTICATED(4401, "unknown key"),
  /** The key was revoked, or has expired. */
  REVOKED(4401, "the key was revoked or has expired"),
  /** The key's scopes do not allow that. */
  FORBIDDEN(4403, "forbidden"),
  /** No hello within the limit. */
  NO_HELLO(4408, "no hello"),
  /** The client of a bridge has sent nothing whole for too long. */
  IDLE(4408, "nothing came for too long"),
  /** The client answers no pings. */
  NO_PONG(4408, "two pings were not answered"),
  /** A message of which the last fragment does not come. */
  UNFINISHED(4408, "a message was not ended in time"),
  /** A message that its fragments made too large. */
  MESSAGE_TOO_LARGE(4413, "message too large"),
  /** More frames than a connection may send. */
  TOO_MANY_FRAMES(4429, "too many frames"),
  /** More sockets than a key may have, or more keys than an address may try. */
  RATE_LIMITED(4429, "too many"),
  /** More waits to be read by this client than one may leave unread. */
  TOO_SLOW(4508, "too slow"),
  /** The client took nothing for too long while something waited for it. */
  STALLED(4508, "nothing was read for too long"),
  /** More waits for the sockets of this key than one key may leave unread. */
  KEY_TOO_SLOW(4508, "the key leaves too much unread"),
  /** More waits for all clients together than the process has room for. */
  PROCESS_FULL(4508, "too much waits for slow clients");

  private final int code;
  private final String text;

  CloseReason(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The status code of the Close frame. */
  public int code() {
    return code;
  }

  /** What the Close frame says if nobody knows better. */
  public String text() {
    return text;
  }

  /** The name in metrics, such as {@code too-slow}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

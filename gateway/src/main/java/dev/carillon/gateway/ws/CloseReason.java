package dev.carillon.gateway.ws;

/** Why the server closes a WebSocket. */
enum CloseReason {
  /** The client sent bye. */
  BYE(1000, "bye"),
  /** The server restarts: the client should reconnect. */
  RESTART(1012, "the server restarts"),
  /** A frame that violates the protocol. */
  BAD_FRAME(4400, "bad frame"),
  /** A missing or unknown key. */
  UNAUTHENTICATED(4401, "unknown key"),
  /** The key's role does not allow that. */
  FORBIDDEN(4403, "forbidden"),
  /** No hello within the limit. */
  NO_HELLO(4408, "no hello"),
  /** The client reads too slowly. */
  TOO_SLOW(4508, "too slow");

  private final short code;
  private final String reason;

  CloseReason(int code, String reason) {
    this.code = (short) code;
    this.reason = reason;
  }

  short code() {
    return code;
  }

  String reason() {
    return reason;
  }
}

package dev.carillon.gateway.ws;

/** Why the server closes a WebSocket. */
enum Close {
  /** The client said goodbye. */
  BYE(1000, "bye"),
  /** The server restarts: come back in a moment. */
  RESTART(1012, "the server restarts"),
  /** A frame that is not of the protocol. */
  BAD_FRAME(4400, "bad frame"),
  /** No known key. */
  UNAUTHENTICATED(4401, "unknown key"),
  /** The key's role is not enough for that. */
  FORBIDDEN(4403, "forbidden"),
  /** No hello in time. */
  NO_HELLO(4408, "no hello"),
  /** The client reads too slowly. */
  TOO_SLOW(4508, "too slow");

  private final short code;
  private final String reason;

  Close(int code, String reason) {
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

package dev.carillon.gateway.ws;

import dev.carillon.gateway.security.Keyring;

/** Why the server closes a WebSocket. */
enum CloseReason {
  /** The client sent bye. */
  BYE(1000, "bye"),
  /** The server restarts: the client should reconnect. */
  RESTART(1012, "the server restarts"),
  /** For too long nobody could say whether the key is still good. */
  UNCHECKED(1012, "API keys cannot be checked at the moment"),
  /** A frame that violates the protocol. */
  BAD_FRAME(4400, "bad frame"),
  /** A missing or unknown key. */
  UNAUTHENTICATED(4401, "unknown key"),
  /** The key was revoked, or has expired. */
  REVOKED(4401, "the key was revoked or has expired"),
  /** The key's scopes do not allow that. */
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

  /** Why a socket is closed whose key has come to an end. */
  static CloseReason of(Keyring.End end) {
    return switch (end) {
      case REVOKED -> REVOKED;
      case UNCHECKED -> UNCHECKED;
    };
  }

  short code() {
    return code;
  }

  String reason() {
    return reason;
  }
}

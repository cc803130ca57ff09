package dev.carillon.gateway.bridge;

/** In what the stock clients of the two bridges differ. */
public enum Dialect {
  /** Of browsers. A pong has no reader there, and would be complained of. */
  SOCKJS("rec", false),
  /** Of everybody else. */
  TCP("message", true);

  private final String message;
  private final boolean pongs;

  Dialect(String message, boolean pongs) {
    this.message = message;
    this.pongs = pongs;
  }

  /** The type of a frame that brings an answer or an event. */
  String message() {
    return message;
  }

  /** Whether a ping is answered. */
  boolean pongs() {
    return pongs;
  }
}

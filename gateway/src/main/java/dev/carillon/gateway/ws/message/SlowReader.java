package dev.carillon.gateway.ws.message;

/** What becomes of the messages of a topic that a client does not take in time. */
public enum SlowReader {
  /** They wait for it; when there is no more room, it is cut. */
  DISCONNECT,
  /** The oldest are dropped, and the client is told which. */
  DROP_OLDEST,
  /** Only the latest waits, and the client is told of the others. */
  LATEST_ONLY
}

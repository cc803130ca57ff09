package dev.carillon.gateway.ws.socket;

/** Who hears what a client says. Called on the socket's event loop, in the order of the wire. */
public interface Incoming {
  /** A whole text. */
  void onText(String text);

  /** A whole binary message, which no protocol here has. */
  void onBinary();

  /** The connection is gone. Called once, and last. */
  void onClosed();
}

package dev.carillon.gateway.bridge;

import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.Seat;

/** The far end of a bridge's connection. Belongs to one event loop. */
public interface Peer {
  /** Sends a frame, now or when the client has read what is before it; closes who is too slow. */
  void send(String frame);

  /** The client has shown a key: it sits there from now on. */
  void moveTo(Seat seat);

  /** Ends the connection; what was sent before goes out first where the client takes it. */
  void close(CloseReason why, String text);

  /** Whether the connection ends or has ended: nothing more is sent or heard. */
  boolean isClosing();
}

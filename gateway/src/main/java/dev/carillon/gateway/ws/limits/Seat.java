package dev.carillon.gateway.ws.limits;

import org.jspecify.annotations.Nullable;

/** The place of one socket: whose it is, and what waits for it. Belongs to one event loop. */
public final class Seat {
  private final LiveLimits limits;
  private final String name;
  private final boolean stranger;
  private final LiveLimits.Use use;
  private long taken;
  private boolean left;

  Seat(LiveLimits limits, String name, boolean stranger, LiveLimits.Use use) {
    this.limits = limits;
    this.name = name;
    this.stranger = stranger;
    this.use = use;
  }

  /** Whether the socket has shown no key yet. */
  public boolean isStranger() {
    return stranger;
  }

  /**
   * Takes room for bytes that wait.
   *
   * @return null if there was room, else whose share is used up; then nothing was taken
   */
  public @Nullable CloseReason take(int bytes) {
    if (left || taken + bytes > limits.settings().socketBytes()) {
      return CloseReason.TOO_SLOW;
    }
    CloseReason full = limits.take(use, bytes);
    taken += full == null ? bytes : 0;
    return full;
  }

  /** Gives room back; who has left has given all of it. */
  public void give(int bytes) {
    if (!left) {
      taken -= bytes;
      limits.give(use, bytes);
    }
  }

  /** What waits for this socket. */
  public long taken() {
    return taken;
  }

  /** The socket is gone, or sits somewhere else now. May be called twice. */
  public void leave() {
    if (!left) {
      left = true;
      limits.give(use, taken);
      taken = 0;
      limits.leave(name, stranger, use);
    }
  }
}

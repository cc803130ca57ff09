package dev.carillon.gateway.ws.socket;

import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.Seat;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a socket that takes no more at the moment. A socket that keeps up has an empty one
 * and costs no accounting: what its channel holds then is within the channel's water mark.
 */
final class Outbox {
  private final Wire wire;
  private final Deque<ByteBuf> waiting = new ArrayDeque<>(0);
  private Seat seat;

  Outbox(Wire wire, Seat seat) {
    this.wire = wire;
    this.seat = seat;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  Seat seat() {
    return seat;
  }

  /**
   * Takes a frame over: writes it, or keeps it.
   *
   * @return why it could do neither; null if it could
   */
  @Nullable CloseReason offer(ByteBuf frame) {
    if (waiting.isEmpty() && wire.isWritable()) {
      wire.write(frame);
      return null;
    }
    CloseReason full = seat.take(frame.readableBytes());
    if (full == null) {
      waiting.add(frame);
    } else {
      frame.release();
    }
    return full;
  }

  /** Writes what the channel takes; true if that was anything. */
  boolean drain() {
    boolean wrote = false;
    while (wire.isWritable() && !waiting.isEmpty()) {
      ByteBuf frame = waiting.remove();
      seat.give(frame.readableBytes());
      wire.write(frame);
      wrote = true;
    }
    return wrote;
  }

  /**
   * From now on what waits counts for another.
   *
   * @return why there is no room in that one; then nothing has changed
   */
  @Nullable CloseReason moveTo(Seat other) {
    CloseReason full = seat.taken() == 0 ? null : other.take((int) seat.taken());
    if (full == null) {
      seat.leave();
      seat = other;
    }
    return full;
  }

  /** Nobody will read what waits. */
  void clear() {
    waiting.forEach(
        frame -> {
          seat.give(frame.readableBytes());
          frame.release();
        });
    waiting.clear();
  }
}

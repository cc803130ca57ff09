package dev.carillon.gateway.ws;

import dev.carillon.gateway.ws.fanout.LoopFanout;
import dev.carillon.gateway.ws.fanout.Member;
import dev.carillon.gateway.ws.fanout.Sink;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.Seat;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.gateway.ws.message.SlowReader;
import dev.carillon.gateway.ws.message.Turn;
import dev.carillon.gateway.ws.message.Wording;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Listens for a plain client whose handshake is being answered. As soon as the client has read that
 * answer others may speak to it, and that is before its socket is open here. What is said until
 * then is kept, counted by its seat, and handed over once the session listens itself. Belongs to
 * its loop.
 */
final class EarlyListener implements Sink {
  private final Seat seat;
  private final Queue<LiveMessage> kept = new ArrayDeque<>(0);
  private @Nullable Member member;
  private @Nullable CloseReason full;
  private @Nullable Duration retryAfter;

  private EarlyListener(Seat seat) {
    this.seat = seat;
  }

  /** One that listens from now on. */
  static EarlyListener on(LoopFanout fanout, Seat seat) {
    EarlyListener early = new EarlyListener(seat);
    Member joined = fanout.join(early);
    early.member = joined;
    joined.subscribe(Topics.PLAIN);
    return early;
  }

  /** The session listens since just now, in this same turn of the loop: nothing comes to both. */
  void handOver(Session session) {
    leave();
    for (LiveMessage next = kept.poll(); next != null; next = kept.poll()) {
      byte[] text = next.as(Wording.WEB_SOCKET);
      seat.give(text.length);
      session.sendNow(text);
    }
    if (full != null) {
      session.close(full);
    } else if (retryAfter != null) {
      session.restart(retryAfter);
    }
  }

  /** There is nobody to hand over to. */
  void drop() {
    leave();
    kept.forEach(message -> seat.give(message.as(Wording.WEB_SOCKET).length));
    kept.clear();
  }

  private void leave() {
    if (member != null) {
      member.settle(); // what was published before the session listened is here now
      member.leave();
      member = null;
    }
  }

  @Override
  public void offer(Turn turn, SlowReader slow) {
    for (LiveMessage message : turn.messages()) {
      full = full == null ? seat.take(message.as(Wording.WEB_SOCKET).length) : full;
      if (full == null) {
        kept.add(message);
      }
    }
  }

  @Override
  public void flush() {
    // there is nothing yet to write to
  }

  @Override
  public void forget(String topic) {
    // it leaves as a whole
  }

  @Override
  public void restart(Duration retryAfter) {
    this.retryAfter = retryAfter;
  }
}

package dev.carillon.gateway.ws.fanout;

import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.message.SlowReader;
import dev.carillon.gateway.ws.message.Turn;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Turns on their way to the clients of one event loop: {@value #SLICE} clients at a time, between
 * which the loop reads from its sockets. A client for whom several turns wait gets all of them with
 * one flush.
 */
final class Delivery {
  private static final int SLICE = 64;

  /** More on the way than this, and the slices follow one another at once: memory has a bound. */
  private static final long MAX_BYTES = 4L << 20;

  private final Executor afterReads;
  private final LiveLimits limits;
  private final Queue<Member> owed = new ArrayDeque<>();
  private long bytes;
  private boolean running;

  Delivery(Executor afterReads, LiveLimits limits) {
    this.afterReads = afterReads;
    this.limits = limits;
  }

  /** A turn for these. */
  void add(Turn turn, SlowReader slow, Collection<Member> members) {
    if (members.isEmpty()) {
      return;
    }
    bytes += turn.bytes();
    for (Member member : members) {
      if (member.owe(turn, slow)) {
        owed.add(member);
      }
    }
  }

  /** Begins, unless it is under way. */
  void begin() {
    if (!running && !owed.isEmpty()) {
      running = true;
      slice();
    }
  }

  /** A client has left. */
  void forget(Member member) {
    bytes -= member.drop();
  }

  /** One client gets what it is owed now, whosever turn it is. */
  void settle(Member member) {
    bytes -= member.deliver(limits);
  }

  private void slice() {
    int left = bytes > MAX_BYTES ? Integer.MAX_VALUE : SLICE;
    for (Member next = owed.poll(); next != null; next = --left > 0 ? owed.poll() : null) {
      bytes -= next.deliver(limits);
    }
    if (owed.isEmpty()) {
      running = false;
    } else {
      afterReads.execute(this::slice);
    }
  }
}

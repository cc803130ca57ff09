package dev.carillon.gateway.topics.resume;

import dev.carillon.contract.live.TopicPage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.ws.fanout.Position;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.gateway.ws.message.Missed;
import dev.carillon.gateway.ws.message.Turn;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * One subscription to a durable topic. It knows the number of the last message that its client got.
 * A live message with the next number goes out; one with a greater number says that something is
 * missing, which is read from the store; what is not kept there is said to the client as a gap. So
 * a lost message of the bus is a delay. Lives on its event loop.
 */
public final class Resume {
  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final Duration UNTIL_READ = Duration.ofMillis(20);

  private final String topic;
  private final TopicReads reads;
  private final Listener listener;
  private final HeldMessages held = new HeldMessages();
  private final PageInHand page;
  private String epoch = "";
  private long seq;
  private long last;
  private boolean begun;
  private boolean fromOldest;
  private boolean live;
  private boolean overflown;
  private boolean over;

  /** A subscription that has not begun; what comes live before that is held. */
  public Resume(String topic, TopicReads reads, Listener listener) {
    this.topic = topic;
    this.reads = reads;
    this.listener = listener;
    this.page = new PageInHand(topic);
  }

  /**
   * Finds out from which message on the client gets them; {@link #go} then gives them. If some are
   * lost to it for good it is told after that.
   */
  public Future<Position> begin(Since since) {
    return reads
        .head(topic, listener.owner())
        .map(
            head -> {
              begun = true;
              epoch = head.epoch();
              last = head.last();
              fromOldest = since.kind() == Since.Kind.OLDEST;
              seq = since.start(head);
              return new Position(epoch, seq < 0 ? last : seq);
            });
  }

  /** The messages begin. */
  public void go() {
    if (seq < 0) { // nobody knows what the client has
      seq = last;
      listener.missed(new Missed(topic, epoch, Math.min(1, last), last));
    }
    if (seq < last) {
      readOn();
    } else {
      settle();
    }
  }

  /** The client listens no more. */
  public void end() {
    over = true;
    held.clear(listener.room());
    page.clear(listener.room());
  }

  /** Whether it is known where the client is. */
  public boolean hasBegun() {
    return begun;
  }

  /** Where the client is. */
  public Position position() {
    return new Position(epoch, Math.max(0, seq));
  }

  /** Messages came live: whether all of them are to go out as they are, which the caller does. */
  public boolean accepts(Turn turn) {
    List<LiveMessage> messages = turn.messages();
    LiveMessage first = messages.get(0);
    if (live && turn.isConsecutive() && first.epoch().equals(epoch) && first.seq() == seq + 1) {
      seq += messages.size();
      return true;
    }
    messages.forEach(message -> overflown |= !held.add(message, listener.room()));
    if (live) {
      settle();
    }
    return false;
  }

  /**
   * Somebody has asked the store where the topic is.
   *
   * @param knownLast where it was when the one before asked: what was lost was lost by now
   */
  public void look(String storedEpoch, long knownLast) {
    if (live && (!storedEpoch.equals(epoch) || knownLast > seq)) {
      readOn();
    }
  }

  private void readOn() {
    live = false;
    if (over) {
      return;
    }
    if (!listener.keepsUp()) {
      listener.later(UNTIL_READ, this::readOn);
      return;
    }
    reads
        .after(topic, seq, listener.owner())
        .onComplete(
            r -> {
              if (over) {
                return;
              }
              if (r.succeeded()) {
                onPage(r.result());
              } else if (isOver(r.cause())) {
                listener.ended(topic, (Failure) r.cause());
              } else {
                listener.later(AGAIN, this::readOn);
              }
            });
  }

  private static boolean isOver(Throwable cause) {
    return cause instanceof Failure failure
        && (failure.code() == FailureCode.NOT_FOUND || failure.code() == FailureCode.FORBIDDEN);
  }

  private void onPage(TopicPage read) {
    last = read.last();
    if (!read.epoch().equals(epoch)) {
      boolean first = epoch.isEmpty();
      epoch = read.epoch();
      if (!first || seq > last) { // the topic was forgotten, and counts anew
        seq = last;
        listener.missed(new Missed(topic, epoch, Math.min(1, last), last));
        settle();
        return;
      }
    }
    page.add(read);
    if (page.isEmpty() && last > seq) {
      miss(last);
    }
    pump();
  }

  private void pump() {
    while (!page.isEmpty()) {
      if (!listener.keepsUp()) {
        listener.later(UNTIL_READ, page.keep(listener.room()) ? this::pump : this::readOn);
        return;
      }
      give(page.remove());
    }
    page.clear(listener.room());
    if (!over && seq < last) {
      readOn();
    } else if (!over) {
      settle();
    }
  }

  private void give(LiveMessage message) {
    if (message.seq() <= seq) {
      return; // the client has it
    }
    if (message.seq() > seq + 1) {
      miss(message.seq() - 1);
    }
    fromOldest = false;
    seq = message.seq();
    listener.message(message);
  }

  /** Up to and including this one they are not kept any more. */
  private void miss(long upTo) {
    if (!fromOldest) {
      listener.missed(new Missed(topic, epoch, seq + 1, upTo));
    }
    seq = upTo;
  }

  /** What came meanwhile follows, unless something between was lost or was too much to hold. */
  private void settle() {
    fromOldest = false;
    live = true;
    for (LiveMessage next = held.peek(); live && next != null; next = held.peek()) {
      boolean same = next.epoch().equals(epoch);
      if (same && next.seq() <= seq) {
        held.remove(listener.room());
      } else if (!listener.keepsUp()) { // or it would overtake what waits for the client
        live = false;
        held.clear(listener.room());
        listener.later(UNTIL_READ, this::readOn);
      } else if (same && next.seq() == seq + 1) {
        give(held.remove(listener.room()));
      } else if (same || !epoch.isEmpty() || next.seq() != seq + 1) {
        held.clear(listener.room());
        readOn();
      } else {
        epoch = next.epoch();
      }
    }
    if (live && overflown) {
      overflown = false;
      readOn();
    }
  }
}

package dev.carillon.gateway.ws.stream;

import dev.carillon.gateway.ws.fanout.Sink;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.Seat;
import dev.carillon.gateway.ws.message.Backlog;
import dev.carillon.gateway.ws.message.SlowReader;
import dev.carillon.gateway.ws.message.Turn;
import dev.carillon.gateway.ws.message.Wording;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of events. Whoever opens it has sent its head, joins it to the event loop's fan-out
 * and must say when the connection is gone. A turn's events are one write of bytes that all streams
 * share; what the client does not take waits here, counted by its seat. Belongs to its loop.
 */
public final class EventStream implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final int QUEUE_BYTES = 64 * 1024;

  private final HttpServerResponse response;
  private final LiveLimits limits;
  private final Seat seat;
  private final Runnable cut;
  private final Backlog.Room room;
  private final Backlog backlog;
  private final List<Buffer> offered = new ArrayList<>(1);
  private final Queue<Buffer> waiting = new ArrayDeque<>(0);
  private Runnable afterEach = () -> {};
  private boolean ended;

  /**
   * A stream whose response is chunked.
   *
   * @param seat is left when the stream has ended
   * @param cut ends the connection at once, whatever waits to be written
   */
  public EventStream(HttpServerResponse response, LiveLimits limits, Seat seat, Runnable cut) {
    this.response = response;
    this.limits = limits;
    this.seat = seat;
    this.cut = cut;
    this.room = Backlog.Room.of(() -> seat);
    this.backlog = new Backlog(Wording.EVENT_STREAM, room);
    response.setWriteQueueMaxSize(QUEUE_BYTES);
    response.drainHandler(v -> drain());
  }

  @Override
  public void offer(Turn turn, SlowReader slow) {
    if (ended) {
      return;
    }
    boolean mayDrop = slow != SlowReader.DISCONNECT && isBehind();
    if (mayDrop || !backlog.isEmpty(turn.topic())) {
      turn.messages().forEach(message -> backlog.keep(message, slow));
    } else {
      offered.add(turn.events());
    }
  }

  @Override
  public void flush() {
    if (offered.isEmpty()) {
      return;
    }
    Buffer all = offered.size() == 1 ? offered.get(0) : joined();
    offered.clear();
    send(all);
  }

  /** Something for this client alone, such as what it missed, or a comment; behind the others. */
  public void send(Buffer events) {
    if (ended) {
      return;
    }
    if (!isBehind()) {
      write(events);
      return;
    }
    CloseReason full = seat.take(events.length());
    if (full == null) {
      waiting.add(events);
    } else {
      cut(full);
    }
  }

  @Override
  public void forget(String topic) {
    backlog.forget(topic);
  }

  @Override
  public void restart(Duration retryAfter) {
    if (isBehind()) {
      cut(CloseReason.RESTART);
    } else if (!ended) {
      limits.countClosed(CloseReason.RESTART);
      ended = true;
      response
          .end("retry: " + retryAfter.toMillis() + "\n\n")
          .onFailure(e -> LOG.debug("The client had already disconnected: {}", e.toString()));
    }
  }

  /** Where bytes count that wait for the client. */
  public Backlog.Room room() {
    return room;
  }

  /** Whether the client takes more at the moment. */
  public boolean keepsUp() {
    return !ended && !isBehind() && backlog.isEmpty();
  }

  /** Whether what is sent now stands behind all that was offered: nothing waits one by one. */
  public boolean isInOrder() {
    return offered.isEmpty() && backlog.isEmpty();
  }

  /** Runs each time when one of what waited one by one has gone out. */
  public void afterEach(Runnable action) {
    afterEach = action;
  }

  /** The connection is gone. May be called twice. */
  public void onClosed() {
    ended = true;
    forgetAll();
    seat.leave();
  }

  private boolean isBehind() {
    return response.writeQueueFull() || !waiting.isEmpty();
  }

  private Buffer joined() {
    Buffer all = Buffer.buffer();
    offered.forEach(all::appendBuffer);
    return all;
  }

  private void write(Buffer events) {
    response
        .write(events)
        .onFailure(e -> LOG.debug("The client had already disconnected: {}", e.toString()));
  }

  private void drain() {
    while (!ended && !response.writeQueueFull()) {
      @Nullable Buffer next = waiting.poll();
      if (next != null) {
        seat.give(next.length());
        write(next);
      } else if (backlog.isEmpty()) {
        return;
      } else {
        write(Buffer.buffer(Objects.requireNonNull(backlog.next())));
        afterEach.run();
      }
    }
  }

  /** Ends it at once, whatever waits to be written. */
  public void cut(CloseReason why) {
    if (!ended) {
      ended = true;
      limits.countClosed(why);
      forgetAll();
      cut.run();
    }
  }

  private void forgetAll() {
    offered.clear();
    waiting.forEach(buffer -> seat.give(buffer.length()));
    waiting.clear();
    backlog.clear();
  }
}

package dev.carillon.gateway.ws;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.Tasks;
import dev.carillon.gateway.presence.Attendance;
import dev.carillon.gateway.presence.PresenceSink;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.ws.fanout.Member;
import dev.carillon.gateway.ws.fanout.Position;
import dev.carillon.gateway.ws.fanout.Sink;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.message.Backlog;
import dev.carillon.gateway.ws.message.SlowReader;
import dev.carillon.gateway.ws.message.Turn;
import dev.carillon.gateway.ws.message.Wording;
import dev.carillon.gateway.ws.socket.RawSocket;
import dev.carillon.gateway.ws.socket.TextFrame;
import dev.carillon.json.Json;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One open WebSocket, of either protocol: whose it is, and its subscriptions. The tasks that it
 * started end with it.
 */
final class Session implements Sink, PresenceSink {
  private final RawSocket socket;
  private final Tasks tasks;
  private final Cancellation cancellation = new Cancellation();
  private final Backlog.Room room;
  private final Backlog backlog;
  private @Nullable Member member;
  private @Nullable Resumes resumes;
  private @Nullable Attendance attendance;
  private @Nullable Caller caller;
  private Runnable unwatch = () -> {};

  /** A session of a stranger, without subscriptions. */
  Session(RawSocket socket, Tasks tasks) {
    this.socket = socket;
    this.tasks = tasks;
    this.room = Backlog.Room.of(socket::seat);
    this.backlog = new Backlog(Wording.WEB_SOCKET, room);
    socket.whenKeepingUp(this::refill);
  }

  /** It listens to durable topics too, and others are told that it is there. */
  void resumesBy(Resumes own, Attendance itsOwn) {
    resumes = own;
    attendance = itsOwn;
  }

  /** It listens to a topic: it is there for others, and is told of them if it asks. */
  void attend(ClientFrame frame, String topic) {
    if (attendance != null && caller != null) {
      boolean asks = Boolean.TRUE.equals(frame.presence());
      Attendance.Refused refused = attendance.begin(caller, topic, asks);
      if (refused != null) {
        send(Json.text(ServerFrame.notPresent(frame.id(), topic, refused)));
      }
    }
  }

  /**
   * There are other rules. A topic that has become durable, or is so no more, is to be subscribed
   * anew: its numbers mean something else.
   */
  void recheck(Duration retryAfter) {
    if (resumes != null && !resumes.areAsRuled()) {
      restart(retryAfter);
    } else if (attendance != null && caller != null) {
      attendance.recheck(caller, topics());
    }
  }

  @Override
  public void tell(String type, String frame) {
    send(frame);
  }

  /** Messages and gaps that did not come with a turn. */
  void sendNow(byte[] text) {
    try (TextFrame frame = TextFrame.of(List.of(text))) {
      socket.send(frame);
    }
  }

  @Override
  public boolean keepsUp() {
    return socket.keepsUp() && backlog.isEmpty();
  }

  /** Where bytes count that wait for the client. */
  Backlog.Room room() {
    return room;
  }

  /** From now on it can listen. */
  void joined(Member joined) {
    member = joined;
  }

  /** Whose it is; null until it has shown a key. */
  @Nullable Caller caller() {
    return caller;
  }

  /**
   * The session has shown a key.
   *
   * @param unwatch when it is no longer of interest whether that key is good
   */
  void belongsTo(Caller known, Runnable unwatch) {
    this.unwatch.run();
    this.unwatch = unwatch;
    caller = known;
  }

  /** An answer: behind all messages that were published before. */
  void send(String text) {
    if (member != null) {
      member.settle();
    }
    try (TextFrame frame = TextFrame.of(text)) {
      socket.send(frame);
    }
  }

  @Override
  public void offer(Turn turn, SlowReader slow) {
    if (resumes != null && !resumes.accepts(turn)) {
      return;
    }
    boolean mayDrop = slow != SlowReader.DISCONNECT && !socket.keepsUp();
    if (!mayDrop && backlog.isEmpty(turn.topic())) {
      socket.offer(turn.frames());
    } else if (!socket.isClosing()) {
      turn.messages().forEach(message -> backlog.keep(message, slow));
    }
  }

  @Override
  public void flush() {
    socket.flush();
  }

  @Override
  public void forget(String topic) {
    backlog.forget(topic);
  }

  @Override
  public void restart(Duration retryAfter) {
    socket.close(CloseReason.RESTART, "{\"retryAfterMs\":" + retryAfter.toMillis() + "}");
  }

  /** The client has caught up: what waits one by one goes out, as much as it takes. */
  private void refill() {
    boolean wrote = false;
    while (socket.keepsUp() && !backlog.isEmpty()) {
      try (TextFrame frame = TextFrame.of(List.of(Objects.requireNonNull(backlog.next())))) {
        socket.offer(frame);
      }
      wrote = true;
    }
    if (wrote) {
      socket.flush();
    }
  }

  /**
   * Starts a task that is cancelled when the connection is closed, by whichever side. It is listed
   * for a caller who is known, if the list has room; a stranger cannot fill the list.
   */
  <T> Future<T> task(String name, Function<Cancellation, Future<T>> work) {
    Caller owner = caller;
    return owner == null
        ? Task.start(name, cancellation, work).future()
        : tasks
            .start(name, owner.name(), cancellation, work)
            .future()
            .recover(e -> unlisted(e, name, work));
  }

  /** What others have filled the list with must not end this session. */
  private <T> Future<T> unlisted(
      Throwable failure, String name, Function<Cancellation, Future<T>> work) {
    return failure instanceof RejectedExecutionException
        ? Task.start(name, cancellation, work).future()
        : Future.failedFuture(failure);
  }

  /** Its own subscriptions. */
  Set<String> topics() {
    return member == null ? Set.of() : member.topics();
  }

  Position subscribe(String topic) {
    return Objects.requireNonNull(member).subscribe(topic);
  }

  void unsubscribe(String topic) {
    if (resumes != null) {
      resumes.end(topic);
    }
    if (attendance != null) {
      attendance.end(topic);
    }
    Objects.requireNonNull(member).unsubscribe(topic);
  }

  /** The connection is gone. */
  void onClosed() {
    if (resumes != null) {
      resumes.endAll();
    }
    if (attendance != null) {
      attendance.endAll();
    }
    if (member != null) {
      member.leave();
    }
    backlog.clear();
    unwatch.run();
    cancellation.cancel("the client disconnected");
  }

  boolean isClosing() {
    return socket.isClosing();
  }

  void close(CloseReason why) {
    backlog.clear();
    socket.close(why);
  }

  void close(CloseReason why, String text) {
    backlog.clear();
    socket.close(why, text);
  }
}

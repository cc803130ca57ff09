package dev.carillon.gateway.topics;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.presence.Attendance;
import dev.carillon.gateway.presence.PresenceSink;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.Keyring;
import dev.carillon.gateway.topics.resume.Listener;
import dev.carillon.gateway.topics.resume.LoopTopics;
import dev.carillon.gateway.topics.resume.Resume;
import dev.carillon.gateway.topics.resume.Since;
import dev.carillon.gateway.ws.fanout.LoopFanout;
import dev.carillon.gateway.ws.fanout.Member;
import dev.carillon.gateway.ws.fanout.Sink;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.message.Backlog;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.gateway.ws.message.Missed;
import dev.carillon.gateway.ws.message.SlowReader;
import dev.carillon.gateway.ws.message.Turn;
import dev.carillon.gateway.ws.message.Wording;
import dev.carillon.gateway.ws.stream.EventStream;
import dev.carillon.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client that listens to topics by a stream of events (Server-Sent Events of the HTML
 * standard). Every so often it gets a comment, so that silence means a broken connection.
 */
final class TopicStream implements Sink, Listener, PresenceSink {
  private static final Duration BEAT = Duration.ofSeconds(15);

  private static final Buffer COMMENT = Buffer.buffer(":\n\n");

  private final LoopTopics topics;
  private final EventStream out;
  private final Caller caller;
  private final boolean asks;
  private final Attendance attendance;
  private final Promise<Void> done = Promise.promise();
  private final StreamPositions positions;
  private @Nullable Member member;

  private record NotPresent(String topic, String code, String detail) {}

  /**
   * A stream that has not begun.
   *
   * @param asks whether it is told who is there
   */
  TopicStream(LoopTopics topics, EventStream out, Caller caller, boolean asks) {
    this.topics = topics;
    this.caller = caller;
    this.asks = asks;
    this.out = out;
    this.attendance = new Attendance(topics.presence(), this);
    this.positions = new StreamPositions(topics);
    out.afterEach(this::tellPosition);
  }

  /** Ends when the client leaves, the server stops, or a topic may not be listened to any more. */
  Future<Void> run(LoopFanout fanout, List<String> names, Since since) {
    Member joined = fanout.join(this);
    member = joined;
    beat();
    names.forEach(topic -> subscribe(joined, topic, since));
    names.forEach(this::attend);
    return done.future();
  }

  /** Others are told that it is there, and it is told of them if it asks. */
  private void attend(String topic) {
    Attendance.Refused refused = attendance.begin(caller, topic, asks);
    if (refused != null) {
      tell("presence-refused", Json.text(new NotPresent(topic, refused.code(), refused.detail())));
    }
  }

  /**
   * There are other rules. A topic that has become durable, or is so no more, is to be subscribed
   * anew: its numbers mean something else.
   */
  void recheck(List<String> names, Duration retryAfter) {
    if (!isOver() && positions.areAsRuled()) {
      attendance.recheck(caller, names);
    } else if (!isOver()) {
      restart(retryAfter);
    }
  }

  @Override
  public void tell(String type, String frame) {
    out.flush();
    write(Buffer.buffer("event: " + type + "\ndata: " + frame + "\n\n"));
  }

  private void subscribe(Member joined, String topic, Since since) {
    if (!topics.rules().isDurable(topic)) {
      Missed gone = positions.begin(topic, joined.subscribe(topic), since);
      if (gone != null) {
        missed(gone);
      }
      return;
    }
    Resume resume = positions.open(topic, this, since);
    joined.subscribe(topic);
    begin(topic, resume, since);
  }

  private void begin(String topic, Resume resume, Since since) {
    resume
        .begin(since)
        .onComplete(
            r -> {
              if (isOver()) {
                return;
              }
              if (r.succeeded()) {
                resume.go();
              } else {
                later(BEAT.dividedBy(BEAT.toSeconds()), () -> begin(topic, resume, since));
              }
            });
  }

  /** The client has gone, or shall. May be called twice. */
  void end() {
    if (done.tryComplete()) {
      positions.closeAll();
      attendance.endAll();
      if (member != null) {
        member.leave();
      }
    }
  }

  @Override
  public void offer(Turn messages, SlowReader slow) {
    if (positions.accepts(messages)) {
      out.offer(messages, slow);
    }
  }

  @Override
  public void flush() {
    out.flush();
    tellPosition();
  }

  /**
   * An event names the position in its own topic; of several all must be known, also while some
   * wait one by one.
   */
  private void tellPosition() {
    String all = positions.reached(out.isInOrder());
    if (all != null) {
      write(Buffer.buffer("id: " + all + "\n\n"));
    }
  }

  @Override
  public void forget(String topic) {
    out.forget(topic);
  }

  @Override
  public void restart(Duration retryAfter) {
    out.restart(retryAfter);
    end();
  }

  @Override
  public String owner() {
    return caller.name();
  }

  @Override
  public Backlog.Room room() {
    return out.room();
  }

  @Override
  public void message(LiveMessage message) {
    out.flush(); // or it would overtake what was accepted in this turn
    write(Buffer.buffer(message.as(Wording.EVENT_STREAM)));
    tellPosition();
  }

  @Override
  public void missed(Missed missed) {
    out.flush();
    write(Buffer.buffer(Wording.EVENT_STREAM.missed(missed)));
  }

  @Override
  public boolean keepsUp() {
    return out.keepsUp();
  }

  @Override
  public void later(Duration delay, Runnable action) {
    topics.later(delay, this::isOver, action);
  }

  @Override
  public void ended(String topic, Failure why) {
    endBecause(FailureCode.FORBIDDEN, CloseReason.FORBIDDEN);
  }

  /** The key or token is good no more, or nobody can say so. */
  void unadmitted(Keyring.End why) {
    if (why == Keyring.End.REVOKED) {
      endBecause(FailureCode.UNAUTHENTICATED, CloseReason.REVOKED);
    } else {
      endBecause(FailureCode.UNAVAILABLE, CloseReason.UNCHECKED);
    }
  }

  /** A client that reads too slowly to hear why is cut. */
  private void endBecause(FailureCode code, CloseReason why) {
    if (out.keepsUp()) {
      write(Buffer.buffer("event: end\ndata: {\"code\":\"" + code.label() + "\"}\n\n"));
    } else {
      out.cut(why);
    }
    end();
  }

  private void beat() {
    write(COMMENT);
    later(BEAT, this::beat);
  }

  private boolean isOver() {
    return done.future().isComplete();
  }

  private void write(Buffer event) {
    if (!isOver()) {
      out.send(event);
    }
  }
}

package dev.carillon.gateway.ws;

import dev.carillon.bus.Contract;
import dev.carillon.contract.live.PublishMessages;
import dev.carillon.contract.notifications.MarkedNotification;
import dev.carillon.contract.notifications.NotificationName;
import dev.carillon.contract.notifications.Notifications;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.limits.Admission;
import dev.carillon.gateway.presence.Attendance;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.topics.resume.Listener;
import dev.carillon.gateway.topics.resume.LoopTopics;
import dev.carillon.gateway.topics.resume.Resume;
import dev.carillon.gateway.topics.resume.Since;
import dev.carillon.gateway.ws.fanout.Position;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.message.Backlog;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.gateway.ws.message.Missed;
import dev.carillon.gateway.ws.message.Turn;
import dev.carillon.gateway.ws.message.Wording;
import dev.carillon.json.Json;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one session has of durable topics, and what it publishes. */
final class Resumes implements Listener {
  /** Publishes of one session whose answer has not come. */
  private static final int PUBLISHES = 64;

  private final Session session;
  private final LoopTopics topics;
  private final Admission admission;
  private final Map<String, Resume> all = new HashMap<>(0);
  private int publishing;

  Resumes(Session session, LoopTopics topics, Admission admission) {
    this.session = session;
    this.topics = topics;
    this.admission = admission;
    session.resumesBy(this, new Attendance(topics.presence(), session));
  }

  boolean mayListen(Caller caller, String topic) {
    return topics.mayListen(caller, topic);
  }

  /** Listens from where the frame says, and answers where that is before anything else. */
  void subscribe(ClientFrame frame, String topic) {
    Since since = since(frame);
    if (!topics.rules().isDurable(topic)) {
      subscribeUnkept(frame, topic, since);
      return;
    }
    end(topic);
    Resume resume = topics.open(topic, this);
    all.put(topic, resume);
    session.subscribe(topic);
    resume
        .begin(since)
        .onComplete(
            r -> {
              if (all.get(topic) != resume) {
                return; // it has ended meanwhile
              }
              if (r.succeeded()) {
                session.send(Json.text(ServerFrame.ok(frame.id(), topic, r.result())));
                session.attend(frame, topic);
                resume.go();
              } else {
                session.unsubscribe(topic);
                refuse(frame.id(), r.cause());
              }
            });
  }

  /** What was missed of a topic that is not durable is gone. */
  private void subscribeUnkept(ClientFrame frame, String topic, Since since) {
    Position at = session.subscribe(topic);
    session.send(Json.text(ServerFrame.ok(frame.id(), topic, at)));
    session.attend(frame, topic);
    Long known = since.positions().get(at.epoch());
    if (since.kind() == Since.Kind.BEHIND && !Long.valueOf(at.seq()).equals(known)) {
      long from = known == null || known > at.seq() ? Math.min(1, at.seq()) : known + 1;
      missed(new Missed(topic, at.epoch(), from, at.seq()));
    }
  }

  private static Since since(ClientFrame frame) {
    Long since = frame.since();
    if (since == null) {
      return Since.NOW;
    }
    String epoch = frame.epoch();
    return since == 0 && epoch == null
        ? Since.OLDEST
        : Since.behind(epoch == null ? "" : epoch, since);
  }

  /** Whether a turn is to go out as it is. */
  boolean accepts(Turn turn) {
    Resume resume = all.get(turn.topic());
    return resume == null || resume.accepts(turn);
  }

  /** Whether each subscription is of the kind that the rule of its topic now asks for. */
  boolean areAsRuled() {
    return session.topics().stream()
        .allMatch(topic -> topics.rules().isDurable(topic) == all.containsKey(topic));
  }

  /** The session has another token: what that does not allow ends. */
  void endForbidden() {
    Caller caller = session.caller();
    for (String topic : List.copyOf(session.topics())) {
      if (caller == null || !mayListen(caller, topic)) {
        session.unsubscribe(topic);
        session.send(Json.text(ServerFrame.ended(topic)));
      }
    }
  }

  void end(String topic) {
    Resume resume = all.remove(topic);
    if (resume != null) {
      topics.close(topic, resume);
    }
  }

  void endAll() {
    all.forEach(topics::close);
    all.clear();
  }

  /** Publishes, or marks a notification, and answers. */
  void speak(ClientFrame frame, Caller caller) {
    if (publishing >= PUBLISHES) {
      error(frame.id(), "limit", PUBLISHES + " publishes wait for their answers");
      return;
    }
    Supplier<Future<ServerFrame>> work;
    Runnable leave;
    try {
      work = frame.type().equals("pub") ? publish(frame, caller) : mark(frame, caller);
      leave = admission.enter(caller.name());
    } catch (Failure invalid) {
      refuse(frame.id(), invalid);
      return;
    }
    publishing++;
    work.get()
        .onComplete(
            r -> {
              publishing--;
              leave.run();
              if (r.succeeded()) {
                session.send(Json.text(r.result()));
              } else {
                refuse(frame.id(), r.cause());
              }
            });
  }

  private Supplier<Future<ServerFrame>> publish(ClientFrame frame, Caller caller) {
    PublishMessages messages = frame.messages();
    return () ->
        topics
            .publish(caller, frame.key(), messages)
            .map(at -> ServerFrame.published(frame.id(), messages.topic(), at));
  }

  private Supplier<Future<ServerFrame>> mark(ClientFrame frame, Caller caller) {
    if (caller.user() == null) {
      throw Failure.of(FailureCode.FORBIDDEN, "Only an end user marks notifications here");
    }
    NotificationName which = new NotificationName(caller.user().userId(), notification(frame));
    Contract<NotificationName, MarkedNotification> mark =
        frame.type().equals("seen") ? Notifications.SEEN : Notifications.ACKED;
    return () -> topics.mark(caller, mark, which).map(as -> ServerFrame.marked(frame.id(), as));
  }

  private static UUID notification(ClientFrame frame) {
    if (frame.notification() == null) {
      throw Failure.invalid("/notification", "is required");
    }
    return frame.notification();
  }

  void refuse(@Nullable String id, Throwable cause) {
    Failure failure = Failure.known(cause);
    if (failure == null) {
      error(id, "internal", "A fault of the server");
    } else {
      error(
          id, failure.code().name().toLowerCase(Locale.ROOT).replace('_', '-'), failure.message());
    }
  }

  private void error(@Nullable String id, String code, String detail) {
    session.send(Json.text(ServerFrame.error(id, code, detail)));
  }

  @Override
  public String owner() {
    Caller caller = session.caller();
    return caller == null ? "" : caller.name();
  }

  @Override
  public Backlog.Room room() {
    return session.room();
  }

  @Override
  public void message(LiveMessage message) {
    session.sendNow(message.as(Wording.WEB_SOCKET));
  }

  @Override
  public void missed(Missed missed) {
    session.sendNow(Wording.WEB_SOCKET.missed(missed));
  }

  @Override
  public boolean keepsUp() {
    return session.keepsUp();
  }

  @Override
  public void later(Duration delay, Runnable action) {
    topics.later(delay, session::isClosing, action);
  }

  @Override
  public void ended(String topic, Failure why) {
    session.close(CloseReason.FORBIDDEN, "the rule of a topic has changed");
  }
}

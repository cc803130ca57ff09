package dev.carillon.gateway.ws;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.broadcasts.BroadcastFired;
import dev.carillon.contract.live.Live;
import dev.carillon.contract.live.PlainText;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailChanges;
import dev.carillon.contract.users.Users;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.socket.TextFrame;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The WebSocket clients of one event loop and their subscriptions. Everything happens on that loop,
 * so nothing here is locked. A message is encoded once for all clients of the loop.
 *
 * <p>Topics are sequenced here: the epoch names this hub, and the sequence counts a topic's
 * messages in it. A client that finds another epoch after a reconnect has missed an unknown part.
 */
final class Hub {
  private final Bus bus;
  private final String epoch = UUID.randomUUID().toString();
  private final Set<Session> all = new LinkedHashSet<>();
  private final Set<Session> plain = new LinkedHashSet<>();
  private final Map<String, Set<Session>> subscribers = new HashMap<>();
  private final Map<String, Long> sequences = new HashMap<>();

  Hub(Bus bus) {
    this.bus = bus;
  }

  /** Listens on the bus. */
  Registration listen() {
    return Registration.all(
        List.of(
            bus.subscribe(Live.PLAIN, said -> toPlain("Broadcast: " + said.text())),
            bus.subscribe(Live.BROADCAST_FIRED, this::onBroadcast),
            bus.subscribe(Live.MAIL_CHANGED, this::onMail),
            bus.subscribe(Users.CHANGED, event -> toTopic(Topics.USERS, event.data()))));
  }

  void add(Session session) {
    all.add(session);
  }

  void addPlain(Session session) {
    all.add(session);
    plain.add(session);
  }

  void remove(Session session) {
    all.remove(session);
    plain.remove(session);
    List.copyOf(session.topics()).forEach(topic -> unsubscribe(session, topic));
  }

  /** Publishes a plain client's text to all plain clients of the cluster. */
  void say(String text) {
    bus.publish(Live.PLAIN, new PlainText(text));
  }

  /** Subscribes a session to a topic, from its next message on. */
  Position subscribe(Session session, String topic) {
    subscribers.computeIfAbsent(topic, t -> new LinkedHashSet<>()).add(session);
    session.topics().add(topic);
    return new Position(epoch, sequences.getOrDefault(topic, 0L));
  }

  /** A topic without subscribers is forgotten, but for those that always exist. */
  void unsubscribe(Session session, String topic) {
    session.topics().remove(topic);
    Set<Session> left =
        subscribers.computeIfPresent(
            topic,
            (t, sessions) -> {
              sessions.remove(session);
              return sessions.isEmpty() ? null : sessions;
            });
    if (left == null && !Topics.isLasting(topic)) {
      sequences.remove(topic);
    }
  }

  /** How many topics are remembered, with subscribers or without. */
  int remembered() {
    return subscribers.size() + sequences.size();
  }

  /** All clients. */
  List<Session> all() {
    return List.copyOf(all);
  }

  void closeAll(CloseReason why) {
    all().forEach(session -> session.close(why));
  }

  private void onBroadcast(DomainEvent<BroadcastFired> event) {
    BroadcastFired fired = event.data();
    String text = fired.payload().text("text");
    if (Live.PLAIN_TOPIC.equals(fired.topic()) && text != null) {
      toPlain(text);
    }
    toTopic(Topics.BROADCASTS, fired);
  }

  private void onMail(MailChanges changed) {
    for (MailChange change : changed.changes()) {
      Doc data = Doc.object("id", change.id().toString(), "state", change.state().lower());
      toTopic(Topics.MAILS, data);
      String one = Topics.ofMail(change.id());
      if (subscribers.containsKey(one)) {
        toTopic(one, data);
      }
    }
  }

  private void toPlain(String text) {
    fan(text, plain);
  }

  private void toTopic(String topic, Object data) {
    long sequence = sequences.merge(topic, 1L, Long::sum);
    Set<Session> listening = subscribers.getOrDefault(topic, Set.of());
    if (!listening.isEmpty()) {
      fan(Json.text(new TopicMessage("msg", topic, epoch, sequence, data)), listening);
    }
  }

  private static void fan(String text, Set<Session> sessions) {
    try (TextFrame frame = TextFrame.of(text)) {
      List.copyOf(sessions).forEach(session -> session.send(frame));
    }
  }

  /** A topic's epoch and its last sequence number. */
  record Position(String epoch, long seq) {}

  /** A topic's message on the wire. */
  record TopicMessage(String type, String topic, String epoch, long seq, Object data) {}
}

package dev.carillon.gateway.ws;

import dev.carillon.gateway.presence.Presence;
import dev.carillon.gateway.presence.PresenceSink;
import dev.carillon.gateway.security.Caller;
import dev.carillon.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** On which topics others are told that one session is there, and of which it is told itself. */
final class Attendance implements PresenceSink {
  /** Topics of which one session is told. */
  private static final int MOST_ASKED = 20;

  private final Session session;
  private final Presence presence;
  private final Map<String, Runnable> joined = new HashMap<>(0);
  private final Map<String, Runnable> asked = new HashMap<>(0);

  Attendance(Session session, Presence presence) {
    this.session = session;
    this.presence = presence;
  }

  /** It listens to a topic now. */
  void begin(ClientFrame frame, String topic) {
    end(asked, topic);
    boolean asks = Boolean.TRUE.equals(frame.presence());
    if (!presence.isTold(topic)) {
      if (asks) {
        refuse(frame.id(), topic, "forbidden", "The topic's rule does not say presence");
      }
      return;
    }
    join(topic);
    if (asks && asked.size() >= MOST_ASKED) {
      refuse(
          frame.id(),
          topic,
          "limit",
          "A session is told of " + MOST_ASKED + " topics who is there");
    } else if (asks) {
      asked.put(topic, presence.watch(topic, this));
    }
  }

  private void join(String topic) {
    Caller caller = session.caller();
    if (caller != null && !joined.containsKey(topic)) {
      joined.put(
          topic, presence.join(topic, caller.user() == null ? null : caller.user().userId()));
    }
  }

  /** It listens to it no more. */
  void end(String topic) {
    end(asked, topic);
    end(joined, topic);
  }

  private static void end(Map<String, Runnable> all, String topic) {
    Runnable end = all.remove(topic);
    if (end != null) {
      end.run();
    }
  }

  /** The connection is gone. */
  void endAll() {
    List.copyOf(asked.keySet()).forEach(this::end);
    List.copyOf(joined.keySet()).forEach(this::end);
  }

  /** There are other rules. */
  void recheck() {
    for (String topic : session.topics()) {
      if (presence.isTold(topic)) {
        join(topic);
      } else {
        end(topic);
      }
    }
  }

  private void refuse(@Nullable String id, String topic, String code, String detail) {
    session.send(Json.text(new ServerFrame("error", id, topic, null, null, code, detail, null)));
  }

  @Override
  public boolean keepsUp() {
    return session.keepsUp();
  }

  @Override
  public void tell(String type, String frame) {
    session.send(frame);
  }
}

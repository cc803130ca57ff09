package dev.carillon.gateway.presence;

import dev.carillon.gateway.presence.Shares.Who;
import dev.carillon.gateway.security.Caller;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * On which topics others are told that one client is there, and of which it is told itself. Belongs
 * to the client's loop.
 */
public final class Attendance {
  /** Topics of which one client is told. */
  private static final int MOST_ASKED = 20;

  private final Presence presence;
  private final PresenceSink client;
  private final Map<String, Runnable> joined = new HashMap<>(0);
  private final Map<String, Runnable> asked = new HashMap<>(0);

  /**
   * Why a client is not shown to others, or not told of them. It listens to the topic all the same.
   *
   * @param code as of errors on a WebSocket
   */
  public record Refused(String code, String detail) {}

  /** A client that listens to nothing yet. */
  public Attendance(Presence presence, PresenceSink client) {
    this.presence = presence;
    this.client = client;
  }

  /**
   * It listens to a topic now.
   *
   * @param asks whether it is to be told of others
   * @return null if all that was asked is so; where it is not shown to others it may still be told
   *     of them
   */
  public @Nullable Refused begin(Caller caller, String topic, boolean asks) {
    end(asked, topic);
    if (!presence.isTold(topic)) {
      return asks ? new Refused("forbidden", "The topic's rule does not say presence") : null;
    }
    Refused refused = join(caller, topic);
    if (asks && asked.size() >= MOST_ASKED) {
      return new Refused("limit", "A client is told of " + MOST_ASKED + " topics who is there");
    }
    if (asks) {
      asked.put(topic, presence.watch(topic, client));
    }
    return refused;
  }

  private @Nullable Refused join(Caller caller, String topic) {
    if (joined.containsKey(topic)) {
      return null;
    }
    Presence.Joined now = presence.join(topic, Who.of(caller));
    if (now.refused() == null) {
      joined.put(topic, now.leave());
    }
    return now.refused();
  }

  /** It listens to it no more. */
  public void end(String topic) {
    end(asked, topic);
    end(joined, topic);
  }

  private static void end(Map<String, Runnable> all, String topic) {
    Runnable end = all.remove(topic);
    if (end != null) {
      end.run();
    }
  }

  /** The connection is gone. May be called twice. */
  public void endAll() {
    List.copyOf(asked.keySet()).forEach(topic -> end(asked, topic));
    List.copyOf(joined.keySet()).forEach(topic -> end(joined, topic));
  }

  /** There are other rules; {@code topics} are those that it listens to. */
  public void recheck(Caller caller, Collection<String> topics) {
    for (String topic : topics) {
      if (presence.isTold(topic)) {
        join(caller, topic);
      } else {
        end(topic);
      }
    }
  }
}

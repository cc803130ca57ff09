package dev.carillon.gateway.presence;

import dev.carillon.gateway.presence.Attendance.Refused;
import dev.carillon.gateway.security.Caller;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who takes how many of a gateway's places. A place is a user or a key on a topic; it is taken with
 * the first connection and given back when the user has left, so that coming and going takes no
 * more than the places that linger. Not thread-safe.
 */
final class Shares {
  private final PresenceSettings settings;
  private final Map<String, Integer> topics = new HashMap<>();
  private final Map<String, Integer> keys = new HashMap<>();
  private final Map<UUID, Integer> users = new HashMap<>();
  private int taken;

  /**
   * One who is there.
   *
   * @param user null for the holder of a key
   * @param key by which it has come: its own, or that which asked for its token
   */
  record Who(@Nullable UUID user, String key) {
    static Who of(Caller caller) {
      return caller.user() == null
          ? new Who(null, caller.name())
          : new Who(caller.user().userId(), caller.user().mintedBy());
    }
  }

  Shares(PresenceSettings settings) {
    this.settings = settings;
  }

  /** Takes a place; what is returned says why there is none, null that there was. */
  @Nullable Refused take(String topic, Who who) {
    Refused none = refusal(topic, who);
    if (none == null) {
      taken++;
      topics.merge(topic, 1, Integer::sum);
      keys.merge(who.key, 1, Integer::sum);
      if (who.user != null) {
        users.merge(who.user, 1, Integer::sum);
      }
    }
    return none;
  }

  /** Shares first: who uses up its own is told so, whatever else is full. */
  private @Nullable Refused refusal(String topic, Who who) {
    if (who.user != null && users.getOrDefault(who.user, 0) >= settings.perUser()) {
      return mine("The user is present on %d topics".formatted(settings.perUser()));
    }
    if (keys.getOrDefault(who.key, 0) >= settings.perKey()) {
      return mine(
          "%d are present on topics by the key %s and its tokens"
              .formatted(settings.perKey(), who.key));
    }
    if (topics.getOrDefault(topic, 0) >= settings.perTopic()) {
      return all("%d are present on the topic".formatted(settings.perTopic()));
    }
    return taken >= settings.members()
        ? all("%d are present on topics of this gateway".formatted(taken))
        : null;
  }

  private static Refused mine(String detail) {
    return new Refused("rate-limited", detail);
  }

  private static Refused all(String detail) {
    return new Refused("unavailable", detail);
  }

  /** Gives a place back that was taken by the same. */
  void give(String topic, Who who) {
    taken--;
    less(topics, topic);
    less(keys, who.key);
    if (who.user != null) {
      less(users, who.user);
    }
  }

  private static <K> void less(Map<K, Integer> counts, K of) {
    counts.computeIfPresent(of, (k, n) -> n == 1 ? null : n - 1);
  }
}

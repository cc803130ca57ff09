package dev.carillon.gateway.presence;

import dev.carillon.contract.presence.TopicPresence;
import dev.carillon.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The members of all gateways together, and who wants to hear of them. What changes is gathered: a
 * topic is told at most every 100 ms, and once a second where a frame is long; a frame is written
 * once for all. Not thread-safe.
 */
final class Everyone {
  /** The type of the frame that tells all. */
  static final String ALL = "presence";

  /** More changes at once are told as a whole. */
  private static final int MOST_OF_STEP = 256;

  private static final int SHORT = 64;
  private static final long USUAL_REST = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONG_REST = TimeUnit.SECONDS.toNanos(1);

  private final Map<String, OnTopic> topics = new HashMap<>();
  private final Set<String> changed = new LinkedHashSet<>();

  /** What is to be told to one client. */
  record Told(Watcher watcher, String topic, String type, String frame) {}

  private static final class OnTopic {
    /** In order, since the first of them are listed. */
    private final Map<UUID, Integer> users = new TreeMap<>();

    private final Map<UUID, Boolean> untold = new LinkedHashMap<>(2);
    private final Set<Watcher> watchers = new LinkedHashSet<>(2);
    private int anonymous;
    private int toldAnonymous;
    private boolean rests;
    private long restsUntil;
  }

  void add(String topic, UUID user) {
    OnTopic on = topics.computeIfAbsent(topic, t -> new OnTopic());
    int before = on.users.getOrDefault(user, 0);
    on.users.put(user, before + 1);
    if (before == 0) {
      note(topic, on, user, false);
    }
  }

  void remove(String topic, UUID user) {
    OnTopic on = topics.get(topic);
    if (on == null) {
      return;
    }
    int left = on.users.getOrDefault(user, 0) - 1;
    if (left > 0) {
      on.users.put(user, left);
    } else if (on.users.remove(user) != null) {
      note(topic, on, user, true);
    }
  }

  private void note(String topic, OnTopic on, UUID user, boolean was) {
    if (!on.watchers.isEmpty()) {
      on.untold.putIfAbsent(user, was);
    }
    changed.add(topic);
  }

  void anonymous(String topic, int more) {
    if (more != 0) {
      topics.computeIfAbsent(topic, t -> new OnTopic()).anonymous += more;
      changed.add(topic);
    }
  }

  boolean isEmpty() {
    return topics.isEmpty() && changed.isEmpty();
  }

  /** It gets all with what is told next. */
  void watch(String topic, Watcher watcher) {
    topics.computeIfAbsent(topic, t -> new OnTopic()).watchers.add(watcher);
    changed.add(topic);
  }

  void unwatch(String topic, Watcher watcher) {
    OnTopic on = topics.get(topic);
    if (on != null && on.watchers.remove(watcher)) {
      changed.add(topic);
    }
  }

  /** A client of a topic needs all. */
  void again(String topic) {
    if (topics.containsKey(topic)) {
      changed.add(topic);
    }
  }

  TopicPresence look(String topic) {
    OnTopic on = topics.get(topic);
    if (on == null) {
      return TopicPresence.nobody(topic);
    }
    List<UUID> users = on.users.keySet().stream().limit(TopicPresence.MOST_LISTED).toList();
    return new TopicPresence(
        topic,
        on.users.size() + on.anonymous,
        on.anonymous,
        users,
        users.size() == on.users.size());
  }

  /** What is due. */
  List<Told> tell(long now) {
    List<Told> told = new ArrayList<>();
    for (String topic : List.copyOf(changed)) {
      OnTopic on = topics.get(topic);
      if (on == null) {
        changed.remove(topic);
      } else if (!on.rests || now - on.restsUntil >= 0) {
        changed.remove(topic);
        tell(topic, on, now, told);
      }
    }
    return told;
  }

  private void tell(String topic, OnTopic on, long now, List<Told> told) {
    if (!on.watchers.isEmpty()) {
      int longest =
          on.untold.size() > MOST_OF_STEP ? all(topic, on, true, told) : steps(topic, on, told);
      on.rests = true;
      on.restsUntil = now + (longest > SHORT ? LONG_REST : USUAL_REST);
    }
    on.untold.clear();
    on.toldAnonymous = on.anonymous;
    if (on.users.isEmpty() && on.anonymous == 0 && on.watchers.isEmpty()) {
      topics.remove(topic);
    }
  }

  /** How many users the longest frame names. */
  private int all(String topic, OnTopic on, boolean toAll, List<Told> told) {
    List<Watcher> who = on.watchers.stream().filter(w -> toAll || w.needsAll()).toList();
    if (who.isEmpty()) {
      return 0;
    }
    TopicPresence now = look(topic);
    String text =
        Json.text(new Frame(ALL, topic, now.count(), now.anonymous(), now.users(), now.complete()));
    who.forEach(watcher -> told.add(new Told(watcher, topic, ALL, text)));
    return now.users().size();
  }

  private int steps(String topic, OnTopic on, List<Told> told) {
    List<UUID> joined = new ArrayList<>();
    List<UUID> left = new ArrayList<>();
    on.untold.forEach(
        (user, was) -> {
          boolean is = on.users.containsKey(user);
          if (is != was) {
            (is ? joined : left).add(user);
          }
        });
    List<Watcher> who = on.watchers.stream().filter(w -> !w.needsAll()).toList();
    boolean fewer = on.anonymous < on.toldAnonymous;
    if (!joined.isEmpty() || (left.isEmpty() && on.anonymous > on.toldAnonymous)) {
      step("join", topic, on, joined, who, told);
    }
    if (!left.isEmpty() || (joined.isEmpty() && fewer)) {
      step("leave", topic, on, left, who, told);
    }
    return Math.max(joined.size() + left.size(), all(topic, on, false, told));
  }

  private static void step(
      String type, String topic, OnTopic on, List<UUID> users, List<Watcher> who, List<Told> told) {
    if (!who.isEmpty()) {
      int count = on.users.size() + on.anonymous;
      String text = Json.text(new Frame(type, topic, count, on.anonymous, users, null));
      who.forEach(watcher -> told.add(new Told(watcher, topic, type, text)));
    }
  }
}

package dev.carillon.gateway.presence;

import dev.carillon.contract.presence.PresenceNews;
import dev.carillon.contract.presence.PresenceNews.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;

/**
 * The members of this gateway, and what the others have not been told of them. A user whose last
 * connection has gone is a member until the grace is over: where it comes back, here or on another
 * gateway, makes no difference then. Not thread-safe.
 */
final class Own {
  /** Users in one message. */
  private static final int MOST_OF_NEWS = 2_000;

  private final String id;
  private final long grace;
  private final Everyone everyone;
  private final Members members = new Members();
  private final Map<Place, Integer> connections = new HashMap<>();
  private final Map<Place, Long> lingering = new HashMap<>();
  private final Queue<Ending> endings = new ArrayDeque<>();
  private final Map<String, Map<UUID, Boolean>> untold = new LinkedHashMap<>();
  private long version;

  private record Place(String topic, UUID user) {}

  private record Ending(Place place, long at) {}

  Own(String id, long graceNanos, Everyone everyone) {
    this.id = id;
    this.grace = graceNanos;
    this.everyone = everyone;
  }

  void join(String topic, UUID user) {
    Place place = new Place(topic, user);
    connections.merge(place, 1, Integer::sum);
    lingering.remove(place);
    if (members.add(topic, user)) {
      note(topic, user, false);
      everyone.add(topic, user);
    }
  }

  void leave(String topic, UUID user, long now) {
    Place place = new Place(topic, user);
    int left = connections.getOrDefault(place, 0) - 1;
    if (left > 0) {
      connections.put(place, left);
    } else if (connections.remove(place) != null) {
      lingering.put(place, now + grace);
      endings.add(new Ending(place, now + grace));
    }
  }

  void anonymous(String topic, int more) {
    members.anonymous(topic, members.anonymous(topic) + more);
    everyone.anonymous(topic, more);
    untold.computeIfAbsent(topic, t -> new LinkedHashMap<>());
  }

  /** Those leave whose grace is over. */
  void expire(long now) {
    for (Ending next = endings.peek(); next != null && now - next.at >= 0; next = endings.peek()) {
      endings.remove();
      Place place = next.place;
      if (lingering.remove(place, next.at) && members.remove(place.topic, place.user)) {
        note(place.topic, place.user, true);
        everyone.remove(place.topic, place.user);
      }
    }
  }

  private void note(String topic, UUID user, boolean was) {
    untold.computeIfAbsent(topic, t -> new LinkedHashMap<>()).putIfAbsent(user, was);
  }

  /** What has changed since it was asked last, in steps. */
  List<PresenceNews> changes() {
    List<Change> all = new ArrayList<>();
    untold.forEach((topic, users) -> all.addAll(change(topic, users)));
    untold.clear();
    List<List<Change>> steps = grouped(all);
    List<PresenceNews> news = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      long before = version++;
      // The digest is that behind the last step; nobody looks at it before.
      news.add(
          new PresenceNews(id, before, version, members.digest(), i, steps.size(), steps.get(i)));
    }
    return news;
  }

  private List<Change> change(String topic, Map<UUID, Boolean> users) {
    List<UUID> joined = new ArrayList<>();
    List<UUID> left = new ArrayList<>();
    users.forEach(
        (user, was) -> {
          boolean is = members.has(topic, user);
          if (is != was) {
            (is ? joined : left).add(user);
          }
        });
    return pieces(topic, joined, left);
  }

  /** That nothing has changed. */
  PresenceNews alive() {
    return new PresenceNews(id, version, version, members.digest(), 0, 1, List.of());
  }

  /** All, in parts; what has changed must have been told. */
  List<PresenceNews> whole() {
    List<Change> all = new ArrayList<>();
    members
        .topics()
        .forEach((topic, on) -> all.addAll(pieces(topic, List.copyOf(on.users()), List.of())));
    List<List<Change>> parts = grouped(all);
    if (parts.isEmpty()) {
      parts = List.of(List.of());
    }
    List<PresenceNews> news = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      news.add(
          new PresenceNews(
              id, PresenceNews.WHOLE, version, members.digest(), i, parts.size(), parts.get(i)));
    }
    return news;
  }

  private List<Change> pieces(String topic, List<UUID> joined, List<UUID> left) {
    int anonymous = members.anonymous(topic);
    List<Change> pieces = new ArrayList<>();
    int at = 0;
    do {
      int end = at + MOST_OF_NEWS;
      pieces.add(new Change(topic, part(joined, at, end), part(left, at, end), anonymous));
      at = end;
    } while (at < joined.size() || at < left.size());
    return pieces;
  }

  private static List<UUID> part(List<UUID> all, int from, int to) {
    return all.subList(Math.min(from, all.size()), Math.min(to, all.size()));
  }

  private static List<List<Change>> grouped(List<Change> all) {
    List<List<Change>> groups = new ArrayList<>();
    int room = 0;
    for (Change change : all) {
      int size = 1 + change.joined().size() + change.left().size();
      if (groups.isEmpty() || size > room) {
        groups.add(new ArrayList<>());
        room = 2 * MOST_OF_NEWS + 1;
      }
      room -= size;
      groups.get(groups.size() - 1).add(change);
    }
    return groups;
  }
}

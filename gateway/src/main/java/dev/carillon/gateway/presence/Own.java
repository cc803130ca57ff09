package dev.carillon.gateway.presence;

import dev.carillon.contract.presence.PresenceNews;
import dev.carillon.contract.presence.PresenceNews.Change;
import dev.carillon.gateway.presence.Attendance.Refused;
import dev.carillon.gateway.presence.Shares.Who;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
  private final Shares shares;
  private final Map<Place, Held> places = new HashMap<>();

  /** Until when; the grace is the same for all, so that those who went first stand first. */
  private final Map<Place, Long> lingering = new LinkedHashMap<>();

  private final Map<String, Map<UUID, Boolean>> untold = new LinkedHashMap<>();
  private long version;

  /** That of a user, or of a key. */
  private record Place(String topic, Object of) {
    static Place of(String topic, Who who) {
      return new Place(topic, who.user() == null ? who.key() : who.user());
    }
  }

  /** A place that is taken, and by whom first: that one's share it counts among. */
  private static final class Held {
    private final Who first;
    private int connections;

    Held(Who first) {
      this.first = first;
    }
  }

  Own(String id, PresenceSettings settings, Everyone everyone) {
    this.id = id;
    this.grace = settings.grace().toNanos();
    this.shares = new Shares(settings);
    this.everyone = everyone;
  }

  /** A connection listens; null unless there is no place for it. */
  @Nullable Refused join(String topic, Who who) {
    Place place = Place.of(topic, who);
    Held held = places.get(place);
    if (held == null) {
      Refused refused = shares.take(topic, who);
      if (refused != null) {
        return refused;
      }
      held = new Held(who);
      places.put(place, held);
    }
    held.connections++;
    lingering.remove(place);
    UUID user = who.user();
    if (user == null) {
      anonymous(topic, 1);
    } else if (members.add(topic, user)) {
      note(topic, user, false);
      everyone.add(topic, user);
    }
    return null;
  }

  /** One that had a place does so no more. */
  void leave(String topic, Who who, long now) {
    Place place = Place.of(topic, who);
    Held held = places.get(place);
    if (held == null) {
      return;
    }
    held.connections--;
    if (who.user() == null) {
      anonymous(topic, -1);
    }
    if (held.connections == 0 && who.user() == null) {
      end(place, held);
    } else if (held.connections == 0) {
      lingering.put(place, now + grace);
    }
  }

  private void anonymous(String topic, int more) {
    members.anonymous(topic, members.anonymous(topic) + more);
    everyone.anonymous(topic, more);
    untold.computeIfAbsent(topic, t -> new LinkedHashMap<>());
  }

  private void end(Place place, Held held) {
    places.remove(place);
    shares.give(place.topic, held.first);
  }

  /** Those leave whose grace is over. */
  void expire(long now) {
    Iterator<Map.Entry<Place, Long>> all = lingering.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Place, Long> next = all.next();
      if (now - next.getValue() < 0) {
        return;
      }
      all.remove();
      Place place = next.getKey();
      Held held = Objects.requireNonNull(places.get(place));
      end(place, held);
      UUID user = held.first.user();
      if (user != null && members.remove(place.topic, user)) {
        note(place.topic, user, true);
        everyone.remove(place.topic, user);
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

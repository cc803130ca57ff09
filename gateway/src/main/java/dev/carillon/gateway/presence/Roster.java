package dev.carillon.gateway.presence;

import dev.carillon.contract.presence.PresenceNews;
import dev.carillon.contract.presence.PresenceWanted;
import dev.carillon.contract.presence.TopicPresence;
import dev.carillon.gateway.presence.Attendance.Refused;
import dev.carillon.gateway.presence.Shares.Who;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Presence as one gateway knows it: a machine that is told what happens and asked what to say, with
 * moments of a clock that only goes forward. A lost message delays what is known and makes nothing
 * wrong for ever: steps are numbered, signs of life carry the number and a digest, and who finds a
 * hole or another digest asks for all. Thread-safe.
 */
final class Roster {
  private static final long REST = TimeUnit.SECONDS.toNanos(1);

  /** Signs of life in one lease. */
  private static final int SIGNS = 3;

  /** More gateways, runs that have ended among them, are not listened to. */
  private static final int MOST_PEERS = 256;

  private final String id;
  private final long lease;
  private final Everyone everyone = new Everyone();
  private final Own own;
  private final Map<String, Peer> peers = new HashMap<>();
  private boolean wanted;
  private @Nullable Long toldAll;
  private @Nullable Long spoke;

  /** What to do now that it is over. */
  record Step(List<PresenceNews> news, List<PresenceWanted> wanted, List<Everyone.Told> told) {}

  /**
   * Nobody is there.
   *
   * @param id of this run of this process
   */
  Roster(String id, PresenceSettings settings) {
    this.id = id;
    this.lease = settings.lease().toNanos();
    this.own = new Own(id, settings, everyone);
  }

  /** A connection listens; null unless there is no place for it. */
  synchronized @Nullable Refused join(String topic, Who who) {
    return own.join(topic, who);
  }

  /** One that had a place does so no more. */
  synchronized void leave(String topic, Who who, long now) {
    own.leave(topic, who, now);
  }

  synchronized TopicPresence look(String topic) {
    return everyone.look(topic);
  }

  synchronized void watch(String topic, Watcher watcher) {
    everyone.watch(topic, watcher);
  }

  synchronized void unwatch(String topic, Watcher watcher) {
    watcher.gone();
    everyone.unwatch(topic, watcher);
  }

  synchronized void again(String topic) {
    everyone.again(topic);
  }

  /** Whether nobody is there, and nobody is told. */
  synchronized boolean isQuiet() {
    return everyone.isEmpty();
  }

  synchronized void hear(PresenceNews news, long now) {
    if (!news.gateway().equals(id)) {
      Peer peer = peers.get(news.gateway());
      if (peer == null && peers.size() < MOST_PEERS) {
        peer = new Peer(everyone);
        peers.put(news.gateway(), peer);
      }
      if (peer != null) {
        peer.hear(news, now);
      }
    }
  }

  synchronized void hear(PresenceWanted asked) {
    wanted |= asked.gateway() == null || asked.gateway().equals(id);
  }

  /** Looks what is due. */
  synchronized Step step(long now) {
    own.expire(now);
    forgetSilent(now);
    List<PresenceNews> news = news(now);
    List<PresenceWanted> asks = new ArrayList<>();
    peers.forEach(
        (gateway, peer) -> {
          if (peer.asks(now, REST)) {
            asks.add(new PresenceWanted(gateway));
          }
        });
    return new Step(news, asks, everyone.tell(now));
  }

  private void forgetSilent(long now) {
    for (Map.Entry<String, Peer> each : List.copyOf(peers.entrySet())) {
      if (each.getValue().isSilentSince(now - lease)) {
        each.getValue().clear();
        peers.remove(each.getKey());
      }
    }
  }

  private List<PresenceNews> news(long now) {
    List<PresenceNews> news = new ArrayList<>(own.changes());
    if (wanted && (toldAll == null || now - toldAll >= REST)) {
      wanted = false;
      toldAll = now;
      news.addAll(own.whole());
    }
    if (news.isEmpty() && (spoke == null || now - spoke >= lease / SIGNS)) {
      news.add(own.alive());
    }
    if (!news.isEmpty()) {
      spoke = now;
    }
    return news;
  }
}

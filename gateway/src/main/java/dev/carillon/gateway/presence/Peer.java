package dev.carillon.gateway.presence;

import dev.carillon.contract.presence.PresenceNews;
import dev.carillon.contract.presence.PresenceNews.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What another gateway has said of its members. Where a step is missing, or the digest is another
 * one, all of them have to be told again; until then those hold that were known. Not thread-safe.
 */
final class Peer {
  private final Everyone everyone;
  private final Members members = new Members();
  private @Nullable List<Change> gathered;
  private long gathering;
  private int nextPart;
  private long version;
  private boolean isKnown;
  private boolean inDoubt = true;
  private long heard;
  private @Nullable Long asked;

  Peer(Everyone everyone) {
    this.everyone = everyone;
  }

  void hear(PresenceNews news, long now) {
    heard = now;
    if (news.from() == PresenceNews.WHOLE) {
      gather(news);
    } else if (isKnown && news.from() == version) {
      news.changes().forEach(this::apply);
      version = news.to();
      compare(news);
    } else if (!isKnown || news.to() > version) {
      inDoubt = true;
    }
  }

  /** Only behind the last of several steps the digest is that of the members. */
  private void compare(PresenceNews news) {
    if (news.part() == news.parts() - 1) {
      inDoubt = news.digest() != members.digest();
    }
  }

  private void gather(PresenceNews news) {
    if (isKnown && !inDoubt) {
      return; // for somebody else
    }
    if (news.part() == 0) {
      gathered = new ArrayList<>();
      gathering = news.to();
      nextPart = 0;
    }
    List<Change> all = gathered;
    if (all == null || gathering != news.to() || nextPart != news.part()) {
      gathered = null;
      return;
    }
    nextPart++;
    all.addAll(news.changes());
    if (nextPart == news.parts()) {
      gathered = null;
      clear();
      all.forEach(this::apply);
      version = news.to();
      isKnown = true;
      compare(news);
    }
  }

  private void apply(Change change) {
    String topic = change.topic();
    for (UUID user : change.joined()) {
      if (members.add(topic, user)) {
        everyone.add(topic, user);
      }
    }
    for (UUID user : change.left()) {
      if (members.remove(topic, user)) {
        everyone.remove(topic, user);
      }
    }
    everyone.anonymous(topic, members.anonymous(topic, Math.max(0, change.anonymous())));
  }

  /** All of them leave. */
  void clear() {
    for (String topic : List.copyOf(members.topics().keySet())) {
      everyone.anonymous(topic, members.anonymous(topic, 0));
      Members.OnTopic on = members.topics().get(topic);
      if (on != null) {
        for (UUID user : List.copyOf(on.users())) {
          members.remove(topic, user);
          everyone.remove(topic, user);
        }
      }
    }
  }

  boolean isSilentSince(long time) {
    return heard - time < 0;
  }

  /** Whether all its members are to be asked for now, at most so often. */
  boolean asks(long now, long rest) {
    if (!inDoubt || (asked != null && now - asked < rest)) {
      return false;
    }
    asked = now;
    return true;
  }
}

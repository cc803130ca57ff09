package dev.carillon.gateway.presence;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The members of one gateway's topics, with a digest that depends on nothing else. Not thread-safe.
 */
final class Members {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final Map<String, OnTopic> topics = new HashMap<>();
  private long digest;

  /** Those of one topic. */
  static final class OnTopic {
    private final Set<UUID> users = new HashSet<>(2);
    private int anonymous;

    Set<UUID> users() {
      return users;
    }

    int anonymous() {
      return anonymous;
    }
  }

  /** By their names; not to be changed. */
  Map<String, OnTopic> topics() {
    return topics;
  }

  /** A sum over all members, so that it does not matter in which order they came. */
  long digest() {
    return digest;
  }

  int anonymous(String topic) {
    OnTopic on = topics.get(topic);
    return on == null ? 0 : on.anonymous;
  }

  boolean has(String topic, UUID user) {
    OnTopic on = topics.get(topic);
    return on != null && on.users.contains(user);
  }

  /** False if the user was there. */
  boolean add(String topic, UUID user) {
    boolean isNew = topics.computeIfAbsent(topic, t -> new OnTopic()).users.add(user);
    digest += isNew ? hash(topic, user) : 0;
    return isNew;
  }

  /** False if the user was not there. */
  boolean remove(String topic, UUID user) {
    OnTopic on = topics.get(topic);
    if (on == null || !on.users.remove(user)) {
      return false;
    }
    digest -= hash(topic, user);
    forgetIfEmpty(topic, on);
    return true;
  }

  /** Sets how many connections by key there are; how many more than before. */
  int anonymous(String topic, int count) {
    OnTopic on = topics.computeIfAbsent(topic, t -> new OnTopic());
    int more = count - on.anonymous;
    on.anonymous = count;
    digest += more * mixed(hash(topic));
    forgetIfEmpty(topic, on);
    return more;
  }

  private void forgetIfEmpty(String topic, OnTopic on) {
    if (on.users.isEmpty() && on.anonymous == 0) {
      topics.remove(topic);
    }
  }

  private static long hash(String topic, UUID user) {
    long both = mixed(hash(topic) ^ user.getMostSignificantBits());
    return mixed(both ^ user.getLeastSignificantBits());
  }

  /** FNV-1a (Fowler, Noll, Vo), over characters. */
  private static long hash(String topic) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < topic.length(); i++) {
      hash = (hash ^ topic.charAt(i)) * FNV_PRIME;
    }
    return hash;
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mixed(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}

package dev.carillon.bus.instance;

import java.time.Duration;
import java.util.Set;

/** One process, as this one has heard of it. Its addresses are guarded by the table. */
final class Peer {
  /** Three times its word did not come. */
  private static final long SILENT = Duration.ofMillis(1_500).toNanos();

  private final String node;
  private final boolean here;
  private long sequence = -1;
  private volatile long heard;
  private Set<String> addresses = Set.of();

  Peer(String node, boolean here) {
    this.node = node;
    this.here = here;
  }

  String node() {
    return node;
  }

  boolean isHere() {
    return here;
  }

  Sight sight(long now) {
    return new Sight(
        node, Duration.ofNanos(now - heard).toMillis(), isSilent(now), Set.copyOf(addresses));
  }

  Set<String> addresses() {
    return addresses;
  }

  void serve(Set<String> now) {
    addresses = Set.copyOf(now);
  }

  /** False for a word that was overtaken. */
  boolean hear(long number, long now) {
    if (number <= sequence) {
      return false;
    }
    sequence = number;
    heard = now;
    return true;
  }

  /** One that says nothing is asked only when there is nobody else. */
  boolean isSilent(long now) {
    return !here && now - heard > SILENT;
  }
}

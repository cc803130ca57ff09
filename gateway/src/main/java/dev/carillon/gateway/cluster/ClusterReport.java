package dev.carillon.gateway.cluster;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the cluster is.
 *
 * @param whole whether nothing is wrong
 * @param troubles what is wrong, a sentence each
 * @param node who says so
 * @param at when
 * @param nodes the processes, by name
 * @param links who reaches whom
 * @param restored registrations that the cluster had lost and has again
 */
record ClusterReport(
    boolean whole,
    List<String> troubles,
    String node,
    Instant at,
    List<Node> nodes,
    List<Link> links,
    List<Restored> restored) {
  ClusterReport {
    troubles = List.copyOf(troubles);
    nodes = List.copyOf(nodes);
    links = List.copyOf(links);
    restored = List.copyOf(restored);
  }

  /**
   * A process.
   *
   * @param name as people call it
   * @param place {@code host:port} of its event bus; null if that is not known
   * @param answers whether it told how it is; if not, all below is empty
   * @param ready what it says at its own {@code /readyz}
   * @param clock how its clock differs from that of who says all this; null for itself
   */
  record Node(
      String name,
      @Nullable String place,
      boolean answers,
      boolean ready,
      List<String> services,
      @Nullable String version,
      Map<String, String> schemas,
      @Nullable Instant startedAt,
      @Nullable Clock clock) {
    Node {
      services = List.copyOf(services);
      schemas = Collections.unmodifiableMap(new TreeMap<>(schemas)); // in their order
    }
  }

  /**
   * How far a clock is ahead.
   *
   * @param aheadMillis negative if it is behind
   * @param uncertaintyMillis half of the fastest round trip of the last half minute
   */
  record Clock(double aheadMillis, double uncertaintyMillis) {}

  /**
   * A way between two processes.
   *
   * @param since when the first question was asked that was not answered
   * @param latencyMillis of the last answer, there and back; null before the first
   */
  record Link(
      String from,
      String to,
      boolean ok,
      @Nullable Instant since,
      @Nullable Double latencyMillis) {}

  /** A registration that was lost and is back. */
  record Restored(String node, String address, Instant at) {}
}

package dev.carillon.bus.canary;

import dev.carillon.async.time.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which ways are tried next, and what came of it. Each process of the cluster is hailed at an
 * address that all have, at every beat; the addresses of one that does not answer there are not
 * asked at all, so that nothing heaps up before it. The others take turns, a few at each beat, so
 * that the rate depends neither on how many there are nor on how many fail. Thread-safe.
 */
final class CanaryTable {
  /** So long somebody may miss what is asked before who needs it is not ready. */
  static final Duration GRACE = Duration.ofSeconds(2);

  /** What was answered longer ago says nothing: who asks, at every beat, has stood still. */
  private static final Duration STALE = GRACE.plusMillis(1_500);

  /** One miss may be chance, and at a plain address one frozen process of two. */
  private static final int TOLD = 2;

  private static final int TOLD_PLAIN = 4;

  private final Clocks clocks;
  private final String hail;
  private final Map<Path, Probe> probes = new HashMap<>();

  /** Empty; every process answers at {@code hail}. */
  CanaryTable(Clocks clocks, String hail) {
    this.clocks = clocks;
    this.hail = hail;
  }

  /** These and no others are tried from now on. */
  synchronized void want(Collection<Path> paths) {
    probes.keySet().retainAll(Set.copyOf(paths));
    paths.forEach(path -> probes.computeIfAbsent(path, p -> new Probe(clocks)));
  }

  /**
   * What is to be asked now.
   *
   * @param most of those that take turns
   */
  synchronized List<Path> due(int most) {
    List<Path> due = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    probes.forEach(
        (path, probe) -> {
          if (!probe.isUnderWay()) {
            if (path.address().equals(hail)) {
              due.add(path);
            } else if (isReached(path.node())) {
              others.add(path);
            }
          }
        });
    others.sort(
        Comparator.<Path>comparingInt(path -> isFirst(path) ? 0 : 1)
            .thenComparingLong(path -> probe(path).asked()));
    due.addAll(others.subList(0, Math.min(most, others.size())));
    due.forEach(path -> probe(path).begins());
    return due;
  }

  /** What has just failed is asked again at once, once. */
  private boolean isFirst(Path path) {
    return probe(path).misses() == 1;
  }

  private Probe probe(Path path) {
    return Objects.requireNonNull(probes.get(path));
  }

  private boolean isReached(@Nullable String node) {
    Probe found = node == null ? null : probes.get(new Path(hail, node));
    return found == null || !found.isFailing();
  }

  synchronized void answered(Path path, long remoteMicros) {
    Probe probe = probes.get(path);
    if (probe != null) {
      probe.answered(remoteMicros);
    }
  }

  synchronized void missed(Path path) {
    Probe probe = probes.get(path);
    if (probe != null) {
      probe.missed();
    }
  }

  /** Whether everybody who was asked has answered, or may still. */
  synchronized boolean isWell() {
    return probes.values().stream().allMatch(probe -> probe.misses() == 0);
  }

  /** How each process is reached. */
  synchronized List<Reach> reaches() {
    return probes.entrySet().stream()
        .filter(e -> e.getKey().address().equals(hail) && e.getKey().node() != null)
        .map(e -> reach(Objects.requireNonNull(e.getKey().node()), e.getValue()))
        .sorted(Comparator.comparing(Reach::node))
        .toList();
  }

  private Reach reach(String node, Probe probe) {
    return new Reach(
        node,
        !probe.isFailing(),
        probe.since(),
        probe.latencyMicros(),
        probe.difference(),
        probe.isFailing() ? List.of() : failing(node, TOLD));
  }

  /** The plain addresses at which nobody answers. */
  synchronized List<String> lostAddresses() {
    return failing(null, TOLD_PLAIN);
  }

  private List<String> failing(@Nullable String node, int misses) {
    return probes.entrySet().stream()
        .filter(e -> Objects.equals(e.getKey().node(), node) && e.getValue().misses() >= misses)
        .map(e -> e.getKey().address())
        .sorted()
        .toList();
  }

  /**
   * Why a service cannot be asked; null if it can. It can as long as one process answers at each
   * address, whatever the others do; an address that nobody claims to serve is one of a later
   * version.
   *
   * @param names what people call the processes
   */
  synchronized @Nullable String trouble(Need need, Function<String, String> names) {
    Set<String> served = new TreeSet<>();
    Set<String> lost = new TreeSet<>();
    Map<String, Instant> away = new HashMap<>();
    for (String address : need.addresses()) {
      List<Path> at =
          probes.keySet().stream()
              .filter(p -> p.address().equals(address) && p.node() != null)
              .toList();
      at.forEach(path -> served.add(address));
      if (!at.isEmpty() && at.stream().noneMatch(path -> isWell(path, away))) {
        lost.add(address);
      }
    }
    if (served.isEmpty()) {
      return "no process serves " + need.name();
    }
    if (lost.isEmpty()) {
      return null;
    }
    String who = away.isEmpty() ? wasHeard(need) : said(away, names);
    return lost.size() == served.size()
        ? "nobody answers for " + need.name() + who
        : "nobody answers at " + String.join(", ", lost) + who;
  }

  /** An address that was not asked yet is as well as its process. */
  private boolean isWell(Path path, Map<String, Instant> away) {
    String node = Objects.requireNonNull(path.node());
    Probe hailed = probes.get(new Path(hail, node));
    Probe probe = probe(path);
    boolean well =
        hailed == null
            ? probe.isWell(GRACE)
            : hailed.isWell(GRACE) && hailed.isHeard(STALE) && probe.isBearable(GRACE);
    Probe failing = hailed != null && hailed.isFailing() ? hailed : probe;
    Instant since = failing.since();
    if (!well && since != null) {
      away.merge(node, since, (a, b) -> a.isBefore(b) ? a : b);
    }
    return well;
  }

  /** Nobody has failed: none was asked yet, or none since this process stood still. */
  private String wasHeard(Need need) {
    return probes.keySet().stream()
            .filter(path -> need.addresses().contains(path.address()))
            .map(path -> probes.get(new Path(hail, path.node())))
            .anyMatch(hailed -> hailed != null && hailed.isWell(GRACE))
        ? " since this process stood still"
        : " yet";
  }

  private String said(Map<String, Instant> away, Function<String, String> names) {
    Instant now = clocks.now();
    return away.entrySet().stream()
        .map(
            e ->
                names.apply(e.getKey())
                    + " for "
                    + Math.max(0, Duration.between(e.getValue(), now).toSeconds())
                    + " s")
        .sorted()
        .collect(Collectors.joining(", ", ": ", ""));
  }
}

package dev.carillon.gateway.cluster;

import dev.carillon.async.time.Durations;
import dev.carillon.contract.cluster.NodeLink;
import dev.carillon.contract.cluster.NodeRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/** What the rows of all nodes say together: the matrix, and what is wrong, a sentence each. */
final class Diagnosis {
  /** Clocks that differ by more than this, beyond doubt, spoil what is compared by them. */
  private static final Duration CLOCKS = Duration.ofSeconds(2);

  private final Matrix matrix;
  private final Instant now;
  private final List<String> troubles = new ArrayList<>();

  Diagnosis(Matrix matrix, Instant now) {
    this.matrix = matrix;
    this.now = now;
  }

  ClusterReport report() {
    troubles.addAll(new LinkTroubles(matrix, now).all());
    silent();
    registrations();
    versions();
    clocks();
    namesakes();
    notReady();
    return new ClusterReport(
        troubles.isEmpty(),
        troubles,
        matrix.name(matrix.own()),
        now,
        matrix.nodes(),
        matrix.links(),
        matrix.restored());
  }

  /** Whoever answers hears itself: else the question has reached nobody, and nothing is known. */
  private void silent() {
    if (matrix.sorted().noneMatch(row -> row.id().equals(matrix.own()))) {
      troubles.add("The process that was asked got no answer even of itself: ask again");
    }
  }

  private void registrations() {
    Map<String, List<String>> lost = new TreeMap<>();
    for (NodeRow row : matrix.sorted().toList()) {
      row.lost()
          .forEach(a -> lost.computeIfAbsent(a, x -> new ArrayList<>()).add(matrix.name(row.id())));
      for (NodeLink link : row.links()) {
        if (!link.unserved().isEmpty()) {
          troubles.add(
              matrix.name(row.id())
                  + " finds nobody at "
                  + String.join(", ", link.unserved())
                  + " of "
                  + matrix.name(link.id())
                  + ", which serves it: its registration is stale, and is made again within a minute");
        }
      }
    }
    lost.forEach(
        (address, who) ->
            troubles.add(
                String.join(", ", who.stream().sorted().toList())
                    + " finds nobody at the plain address "
                    + address
                    + ", which is served: its registration is stale"));
  }

  private void versions() {
    compare(
        matrix.sorted().collect(Collectors.groupingBy(NodeRow::version, TreeMap::new, named())),
        "version");
    Map<String, Map<String, List<String>>> schemas = new TreeMap<>();
    matrix.sorted().forEach(row -> add(row, schemas));
    schemas.forEach((schema, by) -> compare(by, "version of the schema " + schema));
  }

  private void add(NodeRow row, Map<String, Map<String, List<String>>> schemas) {
    row.schemas()
        .forEach(
            (schema, version) ->
                schemas
                    .computeIfAbsent(schema, s -> new TreeMap<>())
                    .computeIfAbsent(version, v -> new ArrayList<>())
                    .add(matrix.name(row.id())));
  }

  private Collector<NodeRow, ?, List<String>> named() {
    return Collectors.mapping(row -> matrix.name(row.id()), Collectors.toList());
  }

  private void compare(Map<String, List<String>> by, String what) {
    if (by.size() > 1) {
      troubles.add(
          "Not all have the same "
              + what
              + ": "
              + by.entrySet().stream()
                  .map(e -> e.getKey() + " on " + String.join(", ", e.getValue()))
                  .collect(Collectors.joining("; ")));
    }
  }

  private void clocks() {
    matrix
        .sorted()
        .filter(row -> row.id().equals(matrix.own()))
        .flatMap(row -> row.links().stream())
        .forEach(this::clock);
  }

  private void clock(NodeLink link) {
    Long ahead = link.clockMicros();
    Long doubt = link.clockUncertaintyMicros();
    if (ahead != null && doubt != null && Math.abs(ahead) - doubt > CLOCKS.toNanos() / 1_000) {
      troubles.add(
          "The clock of %s is %s %s that of %s"
              .formatted(
                  matrix.name(link.id()),
                  Durations.text(Duration.ofMillis(Math.abs(ahead) / 1_000)),
                  ahead > 0 ? "ahead of" : "behind",
                  matrix.name(matrix.own())));
    }
  }

  private void namesakes() {
    matrix
        .sorted()
        .collect(Collectors.groupingBy(NodeRow::name, TreeMap::new, Collectors.counting()))
        .forEach(
            (name, n) -> {
              if (n > 1) {
                troubles.add(n + " processes are called " + name + ": CARILLON_NODE must differ");
              }
            });
  }

  private void notReady() {
    matrix
        .sorted()
        .filter(row -> !row.ready())
        .forEach(
            row ->
                troubles.add(
                    matrix.name(row.id()) + " is not ready: " + String.join("; ", row.reasons())));
  }
}

package dev.carillon.gateway.cluster;

import dev.carillon.contract.cluster.NodeLink;
import dev.carillon.contract.cluster.NodeRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who reaches whom, from the rows of all nodes, by names that are told apart. */
final class Matrix {
  /** Who was heard so recently says twice a second that it lives. */
  private static final long HEARD_MILLIS = 1_500;

  private final Map<String, NodeRow> rows;
  private final String own;
  private final Map<String, String> names = new TreeMap<>();

  /**
   * Of one moment.
   *
   * @param rows by id
   * @param own the id of the node that has asked
   */
  Matrix(Map<String, NodeRow> rows, String own) {
    this.rows = rows;
    this.own = own;
    rows.values().forEach(row -> row.links().forEach(link -> names.put(link.id(), link.name())));
    rows.values().forEach(row -> names.put(row.id(), unique(row)));
  }

  /** Two of one name are told apart by where they are. */
  private String unique(NodeRow row) {
    long namesakes =
        rows.values().stream().filter(other -> other.name().equals(row.name())).count();
    return namesakes == 1 || row.place() == null
        ? row.name()
        : row.name() + " (" + row.place() + ")";
  }

  String own() {
    return own;
  }

  /** All that anybody knows of. */
  Set<String> ids() {
    return names.keySet();
  }

  String name(String id) {
    return names.getOrDefault(id, "an unknown node");
  }

  Stream<NodeRow> sorted() {
    return rows.values().stream().sorted(Comparator.comparing(row -> name(row.id())));
  }

  @Nullable NodeLink link(String from, String to) {
    NodeRow row = rows.get(from);
    return row == null
        ? null
        : row.links().stream().filter(l -> l.id().equals(to)).findFirst().orElse(null);
  }

  List<NodeLink> linksTo(String id) {
    return rows.values().stream()
        .flatMap(row -> row.links().stream())
        .filter(link -> link.id().equals(id))
        .toList();
  }

  /** Nobody has its row, and nobody who should reach it does. */
  boolean isAway(String id) {
    List<NodeLink> to = linksTo(id);
    return !rows.containsKey(id) && !to.isEmpty() && to.stream().noneMatch(NodeLink::ok);
  }

  /** Nobody has its row, although somebody reaches it. */
  boolean isMute(String id) {
    return !rows.containsKey(id) && !isAway(id);
  }

  boolean fails(String from, String to) {
    NodeLink link = link(from, to);
    return link != null && !link.ok();
  }

  /** Neither an answer nor a word of its own comes from there. */
  static boolean isDeaf(NodeLink link) {
    return !link.ok() && (link.heardMillis() < 0 || link.heardMillis() > HEARD_MILLIS);
  }

  boolean hears(String node, String other) {
    NodeLink link = link(node, other);
    return link != null && link.heardMillis() >= 0 && link.heardMillis() <= HEARD_MILLIS;
  }

  List<ClusterReport.Node> nodes() {
    return names.keySet().stream()
        .sorted(Comparator.comparing(this::name))
        .map(id -> node(id, rows.get(id)))
        .toList();
  }

  private ClusterReport.Node node(String id, @Nullable NodeRow row) {
    NodeLink seen = link(own, id);
    Long ahead = seen == null ? null : seen.clockMicros();
    Long doubt = seen == null ? null : seen.clockUncertaintyMicros();
    ClusterReport.Clock clock =
        ahead == null || doubt == null
            ? null
            : new ClusterReport.Clock(ahead / 1_000.0, doubt / 1_000.0);
    return row == null
        ? new ClusterReport.Node(
            name(id), null, false, false, List.of(), null, Map.of(), null, clock)
        : new ClusterReport.Node(
            name(id),
            row.place(),
            true,
            row.ready(),
            row.services(),
            row.version(),
            row.schemas(),
            row.startedAt(),
            clock);
  }

  List<ClusterReport.Link> links() {
    List<ClusterReport.Link> all = new ArrayList<>();
    for (NodeRow row : sorted().toList()) {
      row.links().stream()
          .sorted(Comparator.comparing(link -> name(link.id())))
          .map(
              link ->
                  new ClusterReport.Link(
                      name(row.id()),
                      name(link.id()),
                      link.ok(),
                      link.since(),
                      link.latencyMicros() < 0 ? null : link.latencyMicros() / 1_000.0))
          .forEach(all::add);
    }
    return all;
  }

  List<ClusterReport.Restored> restored() {
    return rows.values().stream()
        .flatMap(
            row ->
                row.restored().entrySet().stream()
                    .map(e -> new ClusterReport.Restored(name(row.id()), e.getKey(), e.getValue())))
        .sorted(Comparator.comparing(ClusterReport.Restored::at))
        .toList();
  }
}

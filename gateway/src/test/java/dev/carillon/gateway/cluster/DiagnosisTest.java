package dev.carillon.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.cluster.NodeLink;
import dev.carillon.contract.cluster.NodeRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:10Z");
  private static final Instant THEN = Instant.parse("2026-11-27T12:00:03Z");
  private static final List<String> ALL = List.of("gateway1", "users1", "users2");

  private final Map<String, List<NodeLink>> links = new HashMap<>();
  private final Map<String, String> versions = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private final List<String> away = new ArrayList<>();

  /** Everybody hears and reaches everybody, but for what is said. */
  private DiagnosisTest link(String from, String to, boolean ok, long heard) {
    return link(
        from, new NodeLink("id-" + to, to, ok, ok ? null : THEN, 500, heard, 0L, 250L, List.of()));
  }

  private DiagnosisTest link(String from, NodeLink link) {
    links.computeIfAbsent(from, f -> new ArrayList<>()).add(link);
    return this;
  }

  private ClusterReport report() {
    Map<String, NodeRow> rows = new HashMap<>();
    for (String node : ALL) {
      List<NodeLink> all = new ArrayList<>(links.getOrDefault(node, List.of()));
      for (String other : ALL) {
        if (!other.equals(node) && all.stream().noneMatch(l -> l.name().equals(other))) {
          all.add(new NodeLink("id-" + other, other, true, null, 500, 20, 0L, 250L, List.of()));
        }
      }
      if (!away.contains(node)) {
        rows.put("id-" + node, row(node, all));
      }
    }
    return new Diagnosis(new Matrix(rows, "id-gateway1"), NOW).report();
  }

  private NodeRow row(String node, List<NodeLink> all) {
    return new NodeRow(
        "id-" + node,
        names.getOrDefault(node, node),
        node + ".example:4711",
        List.of(node.substring(0, node.length() - 1)),
        versions.getOrDefault(node, "1"),
        Map.of("users", versions.getOrDefault(node, "1")),
        THEN,
        true,
        List.of(),
        all,
        List.of(),
        Map.of());
  }

  @Test
  void whereNobodyAnswersNotAllIsWell() {
    ClusterReport report = new Diagnosis(new Matrix(Map.of(), "id-gateway1"), NOW).report();
    assertThat(report.whole()).isFalse();
    assertThat(report.troubles()).singleElement().asString().contains("ask again");
  }

  @Test
  void whereAllReachAllNothingIsWrong() {
    ClusterReport report = report();
    assertThat(report.whole()).isTrue();
    assertThat(report.troubles()).isEmpty();
    assertThat(report.links()).hasSize(6).allMatch(ClusterReport.Link::ok);
    assertThat(report.nodes()).extracting(ClusterReport.Node::name).containsExactlyElementsOf(ALL);
    assertThat(report.nodes().get(1).clock()).isEqualTo(new ClusterReport.Clock(0, 0.25));
  }

  @Test
  void whoStandsStillIsNamedOnce() {
    away.add("users1");
    link("gateway1", "users1", false, 7_000).link("users2", "users1", false, 7_000);
    ClusterReport report = report();
    assertThat(report.troubles())
        .containsExactly("users1 answers nobody for 7 s: it stands still, or is cut off");
    assertThat(report.whole()).isFalse();
    assertThat(report.nodes().get(1).answers()).isFalse();
  }

  @Test
  void whoIsReachedAndTellsNothingIsNotTakenForWell() {
    away.add("users1");
    assertThat(report().troubles())
        .containsExactly("users1 is reached, and did not say in time how it is");
  }

  /** No question gets an answer either way; but what users1 says by itself arrives. */
  @Test
  void aWayThatIsOpenInOneDirectionOnlyIsNamedOnceWithItsDirection() {
    link("gateway1", "users1", false, 30).link("users1", "gateway1", false, 9_000);
    assertThat(report().troubles())
        .containsExactly("The link from gateway1 to users1 is broken, and the one back is not");
    links.clear();
    link("gateway1", "users1", false, -1).link("users1", "gateway1", false, 30);
    assertThat(report().troubles())
        .containsExactly("The link from users1 to gateway1 is broken, and the one back is not");
  }

  @Test
  void whoIsReachedByOthersIsNotSaidToStandStill() {
    link("gateway1", "users1", false, 9_000).link("users1", "gateway1", false, 9_000);
    assertThat(report().troubles())
        .containsExactly("gateway1 and users1 do not reach one another for 7 s");
    links.clear();
    link("gateway1", "users1", false, 30);
    assertThat(report().troubles())
        .containsExactly("gateway1 has had no answer from users1 for 7 s");
  }

  @Test
  void staleRegistrationsVersionsClocksAndNamesakesAreNamed() {
    versions.put("users2", "2");
    names.put("users2", "users1");
    link(
        "gateway1",
        new NodeLink(
            "id-users1",
            "users1",
            true,
            null,
            500,
            20,
            -4_000_000L,
            250L,
            List.of("users.get.v1")));
    ClusterReport report = report();
    assertThat(report.troubles())
        .anyMatch(t -> t.startsWith("gateway1 finds nobody at users.get.v1 of users1 (users1.exam"))
        .anyMatch(
            t -> t.contains("1 on gateway1, users1 (users1.example:4711); 2 on users1 (users2"))
        .anyMatch(t -> t.startsWith("Not all have the same version of the schema users"))
        .anyMatch(t -> t.matches("The clock of users1 .* is 4 s behind that of gateway1"))
        .anyMatch(t -> t.equals("2 processes are called users1: CARILLON_NODE must differ"));
  }
}

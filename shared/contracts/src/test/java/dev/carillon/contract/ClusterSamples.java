package dev.carillon.contract;

import dev.carillon.contract.cluster.FigureSample;
import dev.carillon.contract.cluster.NodeFigures;
import dev.carillon.contract.cluster.NodeLink;
import dev.carillon.contract.cluster.NodeRow;
import dev.carillon.contract.cluster.ReadFigures;
import dev.carillon.contract.cluster.ReadRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Those of the cluster's rows. */
final class ClusterSamples {
  private static final Instant AT = Instant.parse("2026-11-27T12:00:00.123456Z");

  private ClusterSamples() {}

  static List<Record> all() {
    NodeLink link = new NodeLink("7f3a", "users1", true, null, 350, 20, -12L, 175L, List.of());
    return List.of(
        new ReadRow(null),
        new ReadRow("7f3a"),
        new ReadFigures(),
        new NodeFigures(
            List.of("gateway"),
            "1.2.3",
            true,
            new FigureSample(AT, 1.5, 12.0, 0.25, 0.0, 3.0),
            List.of(new FigureSample(AT, null, null, null, null, null))),
        link,
        new NodeLink("7f3b", "users2", false, AT, -1, -1, null, null, List.of("users.get.v1")),
        new NodeRow(
            "7f3c",
            "gateway1",
            "10.0.0.7:4711",
            List.of("gateway"),
            "1.2.3",
            Map.of("users", "8"),
            AT,
            false,
            List.of("users canary: no process serves users"),
            List.of(link),
            List.of("users.get.v1"),
            Map.of("users.list.v1", AT)));
  }
}

package dev.carillon.management;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Contract;
import dev.carillon.bus.Registration;
import dev.carillon.bus.canary.Canaries;
import dev.carillon.bus.canary.Reach;
import dev.carillon.bus.instance.Membership;
import dev.carillon.bus.instance.Nodes;
import dev.carillon.bus.instance.Sight;
import dev.carillon.bus.name.NodeNames;
import dev.carillon.contract.cluster.NodeLink;
import dev.carillon.contract.cluster.NodeRow;
import dev.carillon.contract.cluster.NodeRows;
import dev.carillon.contract.cluster.ReadRow;
import dev.carillon.lifecycle.Health;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers for this process when somebody asks how the cluster is. */
final class ClusterServing {
  /** Of another node, on behalf of somebody who waits for us. */
  private static final Duration RELAYED = Duration.ofMillis(700);

  private final Vertx vertx;
  private final Clocks clocks;
  private final Bus bus;
  private final NodeNames names;
  private final Canaries canaries;
  private final Instant startedAt;

  ClusterServing(Vertx vertx, Clocks clocks, Canaries canaries) {
    this.vertx = vertx;
    this.clocks = clocks;
    this.bus = new Bus(vertx, clocks);
    this.names = NodeNames.of(vertx);
    this.canaries = canaries;
    this.startedAt = clocks.now();
  }

  Registration serve() {
    return bus.serveEach(NodeRows.ROW, (call, asked) -> row(asked.of()));
  }

  private Future<NodeRow> row(@Nullable String of) {
    if (of == null || of.equals(bus.node())) {
      return Health.of(vertx).state().map(this::own);
    }
    Contract<ReadRow, NodeRow> row = NodeRows.ROW;
    Contract<ReadRow, NodeRow> there =
        new Contract<>(
            Nodes.at(row.address(), of),
            row.request(),
            row.response(),
            RELAYED,
            row.scope(),
            row.isExposed(),
            row.tries());
    return bus.request(there, Call.internal("cluster", RELAYED, clocks), new ReadRow(null));
  }

  private NodeRow own(Health.State state) {
    NodeFacts facts = NodeFacts.of(vertx);
    Membership membership = Membership.of(vertx, clocks);
    return new NodeRow(
        bus.node(),
        names.own(),
        names.place(),
        facts.services(),
        facts.version(),
        facts.schemas(),
        startedAt,
        state.ready(),
        state.reasons(),
        links(membership),
        canaries.lostAddresses(),
        membership == null ? Map.of() : membership.restored());
  }

  private List<NodeLink> links(@Nullable Membership membership) {
    if (membership == null) {
      return List.of();
    }
    Map<String, Sight> heard =
        membership.instances().sights().stream()
            .collect(Collectors.toMap(Sight::node, Function.identity()));
    return canaries.reaches().stream().map(r -> link(r, heard.get(r.node()))).toList();
  }

  private NodeLink link(Reach reach, @Nullable Sight sight) {
    Reach.ClockDifference clock = reach.clock();
    return new NodeLink(
        reach.node(),
        names.of(reach.node()),
        reach.ok(),
        reach.since(),
        reach.latencyMicros(),
        sight == null ? -1 : sight.heardMillis(),
        clock == null ? null : clock.micros(),
        clock == null ? null : clock.uncertaintyMicros(),
        reach.silent());
  }
}

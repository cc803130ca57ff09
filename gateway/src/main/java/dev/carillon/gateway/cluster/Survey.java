package dev.carillon.gateway.cluster;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Contract;
import dev.carillon.bus.instance.Nodes;
import dev.carillon.contract.cluster.NodeLink;
import dev.carillon.contract.cluster.NodeRow;
import dev.carillon.contract.cluster.NodeRows;
import dev.carillon.contract.cluster.ReadRow;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The rows of all nodes. One that does not answer is asked once more by way of two others: where a
 * way is open in one direction only, it tells what it hears.
 */
final class Survey {
  private static final int MOST_RELAYED = 8;
  private static final int RELAYS = 2;

  private final Bus bus;
  private final Clocks clocks;

  Survey(Bus bus, Clocks clocks) {
    this.bus = bus;
    this.clocks = clocks;
  }

  /** By id; those that nobody had an answer of are missing. */
  Future<Map<String, NodeRow>> rows(Call call) {
    return bus.requestEach(NodeRows.ROW, call, new ReadRow(null))
        .map(
            each ->
                each.answers().values().stream()
                    .collect(Collectors.toMap(NodeRow::id, row -> row, (a, b) -> a)))
        .compose(this::withMissing);
  }

  private Future<Map<String, NodeRow>> withMissing(Map<String, NodeRow> answered) {
    Map<String, NodeRow> all = new HashMap<>(answered);
    Set<String> missing = new TreeSet<>();
    answered.values().stream()
        .flatMap(row -> row.links().stream())
        .map(NodeLink::id)
        .filter(id -> !answered.containsKey(id))
        .forEach(missing::add);
    List<Future<?>> asked = new ArrayList<>();
    for (String id : missing.stream().limit(MOST_RELAYED).toList()) {
      answered.values().stream()
          .filter(row -> !row.id().equals(bus.node()) && reaches(row, id))
          .limit(RELAYS)
          .forEach(row -> asked.add(relayed(row.id(), id).onSuccess(found -> all.put(id, found))));
    }
    return Future.join(asked).transform(r -> Future.succeededFuture(Map.copyOf(all)));
  }

  private static boolean reaches(NodeRow row, String id) {
    return row.links().stream().anyMatch(link -> link.id().equals(id) && link.ok());
  }

  private Future<NodeRow> relayed(String by, String id) {
    Contract<ReadRow, NodeRow> row = NodeRows.ROW;
    Contract<ReadRow, NodeRow> there =
        new Contract<>(
            Nodes.at(row.address(), by),
            row.request(),
            row.response(),
            row.timeout(),
            row.scope(),
            row.isExposed(),
            row.tries());
    return bus.request(there, Call.internal("cluster", row.timeout(), clocks), new ReadRow(id));
  }
}

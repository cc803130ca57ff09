package dev.carillon.gateway.overview;

import dev.carillon.bus.NodeReplies;
import dev.carillon.contract.cluster.FigureSample;
import dev.carillon.contract.cluster.NodeFigures;
import dev.carillon.contract.mail.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How all of it is.
 *
 * @param ledger the books; null while nobody can say
 * @param now the figures of this moment, over all processes
 * @param minutes those of the last hour, a point for each minute that any process has seen whole;
 *     the oldest first, at most 60
 * @param nodes the processes that answered, by name
 * @param unanswered the names of those that did not
 */
record Overview(
    Instant at,
    @Nullable Ledger ledger,
    FigureSample now,
    List<FigureSample> minutes,
    List<Node> nodes,
    List<String> unanswered) {
  private static final int MINUTES = 60;

  Overview {
    minutes = List.copyOf(minutes);
    nodes = List.copyOf(nodes);
    unanswered = List.copyOf(unanswered);
  }

  /**
   * A process.
   *
   * @param ready what it says at its own {@code /readyz}
   */
  record Node(String name, List<String> services, String version, boolean ready) {
    Node {
      services = List.copyOf(services);
    }
  }

  /** What the processes have answered, put together. */
  static Overview of(Instant at, @Nullable Ledger ledger, NodeReplies<NodeFigures> each) {
    Collection<NodeFigures> answers = each.answers().values();
    FigureSample now = new FigureSample(at, null, null, null, null, null);
    TreeMap<Instant, FigureSample> minutes = new TreeMap<>();
    for (NodeFigures node : answers) {
      now = together(now, node.now());
      Map<Instant, FigureSample> own = new TreeMap<>();
      node.minutes().forEach(minute -> own.put(minute.at(), minute)); // a clock may have gone back
      own.forEach((start, minute) -> minutes.merge(start, minute, Overview::together));
    }
    List<FigureSample> points = List.copyOf(minutes.values());
    return new Overview(
        at,
        ledger,
        now,
        points.subList(Math.max(0, points.size() - MINUTES), points.size()),
        nodes(each.answers()),
        each.failed().keySet().stream().sorted().toList());
  }

  private static List<Node> nodes(Map<String, NodeFigures> answers) {
    List<Node> nodes = new ArrayList<>();
    new TreeMap<>(answers)
        .forEach(
            (name, node) ->
                nodes.add(new Node(name, node.services(), node.version(), node.ready())));
    return nodes;
  }

  /**
   * Each process sends its own mails and has its own sockets; what waits they all see in the same
   * tables.
   */
  private static FigureSample together(FigureSample one, FigureSample other) {
    return new FigureSample(
        one.at(),
        sum(one.mailsPerSecond(), other.mailsPerSecond()),
        most(one.ready(), other.ready()),
        most(one.oldestReadySeconds(), other.oldestReadySeconds()),
        most(one.outboxLagSeconds(), other.outboxLagSeconds()),
        sum(one.sockets(), other.sockets()));
  }

  private static @Nullable Double sum(@Nullable Double one, @Nullable Double other) {
    return one == null ? other : other == null ? one : Double.valueOf(one + other);
  }

  private static @Nullable Double most(@Nullable Double one, @Nullable Double other) {
    return one == null ? other : other == null ? one : Double.valueOf(Math.max(one, other));
  }
}

package dev.carillon.gateway.cluster;

import dev.carillon.async.time.Durations;
import dev.carillon.contract.cluster.NodeLink;
import dev.carillon.contract.cluster.NodeRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What is wrong between nodes, a sentence each. What nobody can reach is said once. */
final class LinkTroubles {
  private final Matrix matrix;
  private final Instant now;
  private final List<String> troubles = new ArrayList<>();

  LinkTroubles(Matrix matrix, Instant now) {
    this.matrix = matrix;
    this.now = now;
  }

  List<String> all() {
    matrix.ids().stream().filter(matrix::isAway).forEach(this::away);
    matrix.ids().stream().filter(matrix::isMute).forEach(this::mute);
    for (NodeRow from : matrix.sorted().toList()) {
      from.links().forEach(link -> look(from.id(), link));
    }
    return troubles.stream().distinct().toList();
  }

  private void away(String id) {
    troubles.add(
        matrix.name(id)
            + " answers nobody"
            + since(matrix.linksTo(id))
            + ": it stands still, or is cut off");
  }

  private void mute(String id) {
    troubles.add(matrix.name(id) + " is reached, and did not say in time how it is");
  }

  /** Who hears the other one is reached by it: then only the way from the other one is broken. */
  private void look(String from, NodeLink link) {
    String to = link.id();
    if (link.ok() || matrix.isAway(to)) {
      return;
    }
    if (Matrix.isDeaf(link) && matrix.hears(to, from)) {
      troubles.add(oneWay(to, from));
    } else if (matrix.hears(from, to) && isDeafTo(to, from)) {
      troubles.add(oneWay(from, to));
    } else if (matrix.fails(to, from)) {
      troubles.add(between(from, to, link));
    } else {
      troubles.add(
          matrix.name(from) + " has had no answer from " + matrix.name(to) + since(List.of(link)));
    }
  }

  private boolean isDeafTo(String node, String other) {
    NodeLink link = matrix.link(node, other);
    return link != null && Matrix.isDeaf(link);
  }

  private String oneWay(String from, String to) {
    return "The link from "
        + matrix.name(from)
        + " to "
        + matrix.name(to)
        + " is broken, and the one back is not";
  }

  /** The same sentence from both sides. */
  private String between(String a, String b, NodeLink link) {
    List<String> both = Stream.of(matrix.name(a), matrix.name(b)).sorted().toList();
    NodeLink back = matrix.link(b, a);
    return both.get(0)
        + " and "
        + both.get(1)
        + " do not reach one another"
        + since(back == null ? List.of(link) : List.of(link, back));
  }

  private String since(Collection<NodeLink> links) {
    return links.stream()
        .map(NodeLink::since)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .map(at -> " for " + Durations.text(Duration.ofSeconds(seconds(at))))
        .orElse("");
  }

  private long seconds(Instant since) {
    return Math.max(0, Duration.between(since, now).toSeconds());
  }
}

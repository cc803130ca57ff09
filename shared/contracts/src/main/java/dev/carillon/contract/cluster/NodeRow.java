package dev.carillon.contract.cluster;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node, and how it reaches the others.
 *
 * @param id its id in the cluster, which nobody is shown
 * @param name what people call it
 * @param place {@code host:port} of its event bus; null without a cluster
 * @param services which of ours it runs
 * @param version of the program
 * @param schemas the versions of its databases' schemas, by name
 * @param startedAt since when it runs
 * @param ready whether it says so at its {@code /readyz}
 * @param reasons why it is not
 * @param links how it reaches the others
 * @param lost plain addresses at which it finds nobody, although somebody serves them
 * @param restored addresses that the cluster had lost of it and it has put back, with the time
 */
public record NodeRow(
    String id,
    String name,
    @Nullable String place,
    List<String> services,
    String version,
    Map<String, String> schemas,
    Instant startedAt,
    boolean ready,
    List<String> reasons,
    List<NodeLink> links,
    List<String> lost,
    Map<String, Instant> restored) {
  public NodeRow {
    services = List.copyOf(services);
    schemas = Collections.unmodifiableMap(new TreeMap<>(schemas));
    reasons = List.copyOf(reasons);
    links = List.copyOf(links);
    lost = List.copyOf(lost);
    restored = Collections.unmodifiableMap(new TreeMap<>(restored));
  }
}

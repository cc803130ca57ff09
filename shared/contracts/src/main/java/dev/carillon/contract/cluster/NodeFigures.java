package dev.carillon.contract.cluster;

import java.util.List;

/**
 * What a node has measured.
 *
 * @param services which of ours it runs
 * @param version of the program
 * @param ready whether it says so at its {@code /readyz}
 * @param now the figures of this moment
 * @param minutes those of the last hour's whole minutes, the oldest first; at most 60
 */
public record NodeFigures(
    List<String> services,
    String version,
    boolean ready,
    FigureSample now,
    List<FigureSample> minutes) {
  public NodeFigures {
    services = List.copyOf(services);
    minutes = List.copyOf(minutes);
  }
}

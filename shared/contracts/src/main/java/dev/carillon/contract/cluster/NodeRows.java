package dev.carillon.contract.cluster;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import java.time.Duration;

/** What every node answers about the cluster; asked with {@code requestEach}. */
public final class NodeRows {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  /**
   * The node's row of the matrix: who it is, and how it reaches the others. It can be told to ask
   * another node, for somebody who has no way there. TIMEOUT, UNAVAILABLE.
   */
  public static final Contract<ReadRow, NodeRow> ROW =
      contract("cluster.row.v1", ReadRow.class, NodeRow.class, LIMIT);

  /** What the node has measured in the last hour. */
  public static final Contract<ReadFigures, NodeFigures> FIGURES =
      contract("cluster.figures.v1", ReadFigures.class, NodeFigures.class, LIMIT);

  private NodeRows() {}
}

package dev.carillon.bus;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.List;

/** The processes of the cluster, as its cluster manager sees them now. */
final class Nodes {
  private static final String ALONE = "local";

  private Nodes() {}

  static String own(Vertx vertx) {
    ClusterManager manager = ((VertxInternal) vertx).clusterManager();
    return manager == null ? ALONE : manager.getNodeId();
  }

  static List<String> all(Vertx vertx) {
    ClusterManager manager = ((VertxInternal) vertx).clusterManager();
    return manager == null ? List.of(ALONE) : List.copyOf(manager.getNodes());
  }
}

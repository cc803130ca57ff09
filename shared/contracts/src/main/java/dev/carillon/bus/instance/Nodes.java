package dev.carillon.bus.instance;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The processes of the cluster, as its cluster manager sees them now. */
public final class Nodes {
  private static final String ALONE = "local";

  private Nodes() {}

  /** This process; {@code local} without a cluster. */
  public static String own(Vertx vertx) {
    ClusterManager manager = manager(vertx);
    return manager == null ? ALONE : manager.getNodeId();
  }

  /** All of them, this one too. */
  public static List<String> all(Vertx vertx) {
    ClusterManager manager = manager(vertx);
    return manager == null ? List.of(ALONE) : List.copyOf(manager.getNodes());
  }

  /** Null without a cluster. */
  static @Nullable ClusterManager manager(Vertx vertx) {
    return ((VertxInternal) vertx).clusterManager();
  }

  /** An address without the part that names a node. */
  static String plain(String address) {
    int at = address.indexOf('@');
    return at < 0 ? address : address.substring(0, at);
  }

  /** The address at which one node serves what others serve too. */
  public static String at(String address, String node) {
    return address + "@" + node;
  }
}

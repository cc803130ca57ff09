package dev.carillon.bench.chaos.cluster;

import dev.carillon.launcher.node.Services;
import java.util.List;

/**
 * A place in the cluster, which processes hold one after the other.
 *
 * @param name such as {@code users1}
 * @param services what the process runs
 * @param host the address at which the others reach it
 * @param api port of the API, if it runs the gateway
 * @param management port of {@code /readyz}
 * @param member port of the membership protocol
 */
record Post(
    String name, List<Services.Name> services, String host, int api, int management, int member) {
  Post {
    services = List.copyOf(services);
  }

  boolean isGateway() {
    return services.contains(Services.Name.GATEWAY);
  }
}

package dev.carillon.e2e.cluster;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.testkit.SilentProxy;
import dev.carillon.launcher.node.NodeOptions;
import dev.carillon.launcher.node.Services;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** A gateway of this process; what others say to it on the bus can be lost. */
final class LossyGateway implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  private final int port = FreePorts.next();
  private final SilentProxy way;
  private final Vertx vertx;
  private final Services services;

  /**
   * Joins and serves.
   *
   * @param settings of the gateway and of its membership
   */
  LossyGateway(Map<String, String> settings) {
    int bus = FreePorts.next();
    this.way = new SilentProxy(bus);
    JsonObject config = new JsonObject();
    settings.forEach(config::put);
    config
        .put("CARILLON_HTTP_PORT", port)
        .put("CARILLON_MANAGEMENT_PORT", FreePorts.next())
        .put("CARILLON_CLUSTER_BUS_PORT", bus)
        .put("CARILLON_DRAIN", "0s");
    var cluster = NodeOptions.clustered(ConfigSource.of(config, Map.of())).cluster();
    VertxOptions options = new VertxOptions();
    options.getEventBusOptions().setClusterPublicPort(way.port());
    try {
      this.vertx =
          cluster
              .join(options, UnaryOperator.identity(), Clocks.system())
              .await(LIMIT_SECONDS, TimeUnit.SECONDS)
              .vertx();
      this.services = new Services(vertx, config);
      services.start(List.of(Services.Name.GATEWAY)).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  int port() {
    return port;
  }

  /** From now on what others say goes nowhere, on new connections too, and they do not know. */
  void lose() {
    way.cut();
  }

  /** The connections on which something was lost break; new ones are good. */
  void find() {
    way.deaf(false);
    way.drop();
  }

  @Override
  public void close() {
    try {
      services.stop().await(LIMIT_SECONDS, TimeUnit.SECONDS);
      vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    } finally {
      way.close();
    }
  }
}

package dev.carillon.gateway;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/**
 * The gateway. One instance per process; it deploys as many servers as there are event loops. Reads
 * its settings from {@code config()}, the environment and the configuration file.
 */
public final class GatewayVerticle extends VerticleBase {
  private @Nullable GatewayWiring wiring;

  /** Looks at every setting of the service; the source has the problems. Starts nothing. */
  public static void check(ConfigSource source) {
    GatewayConfig.read(source, Runtime.getRuntime().availableProcessors(), false);
  }

  @Override
  public Future<?> start() {
    wiring = new GatewayWiring(vertx, ConfigSource.of(config()), Clocks.system());
    return wiring.start();
  }

  @Override
  public Future<?> stop() {
    return wiring == null ? Future.succeededFuture() : wiring.stop();
  }
}

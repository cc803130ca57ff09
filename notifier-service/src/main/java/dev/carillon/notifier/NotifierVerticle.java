package dev.carillon.notifier;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/**
 * notifier-service. One instance per process. Reads its settings from {@code config()}, the
 * environment and the configuration file.
 */
public final class NotifierVerticle extends VerticleBase {
  private @Nullable NotifierWiring wiring;

  /** Looks at every setting of the service; the source has the problems. Starts nothing. */
  public static void check(ConfigSource source) {
    NotifierConfig.read(source);
  }

  @Override
  public Future<?> start() {
    wiring = new NotifierWiring(vertx, ConfigSource.of(config()), Clocks.system());
    return wiring.start();
  }

  @Override
  public Future<?> stop() {
    return wiring == null ? Future.succeededFuture() : wiring.stop();
  }
}

package dev.carillon.users;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/**
 * users-service. One instance per process; it deploys its endpoints once for each event loop that
 * serves. Reads its settings from {@code config()}, the environment and the configuration file.
 */
public final class UsersVerticle extends VerticleBase {
  private @Nullable UsersWiring wiring;

  /** Looks at every setting of the service; the source has the problems. Starts nothing. */
  public static void check(ConfigSource source) {
    UsersWiring.read(source);
  }

  @Override
  public Future<?> start() {
    wiring = new UsersWiring(vertx, ConfigSource.of(config()), Clocks.system());
    return wiring.start();
  }

  @Override
  public Future<?> stop() {
    return wiring == null ? Future.succeededFuture() : wiring.stop();
  }
}

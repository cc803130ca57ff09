package dev.carillon.users.planted;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;

/** Breaks "verticles extend VerticleBase". */
final class BareDeployable implements Deployable {
  @Override
  public Future<?> deploy(Context context) {
    return Future.succeededFuture();
  }
}

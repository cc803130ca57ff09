package dev.carillon.users;

import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.users.ProfilePath;
import dev.carillon.store.pg.idempotency.IdempotencyCleanup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * What users-service does beside its requests: forgets answers that have expired, and makes the
 * indexes of the profiles, as soon as the document store is there.
 */
final class UsersMaintenance {
  private static final long AGAIN_MILLIS = 2_000;
  private static final long DONE_MILLIS = 3_600_000;

  private final IdempotencyCleanup forgetting;
  private final Loop indexes;
  private boolean indexed;

  UsersMaintenance(Vertx vertx, UsersStores pools, List<ProfilePath> fields) {
    this.forgetting = new IdempotencyCleanup(vertx, "users", pools.idempotency());
    this.indexes =
        new Loop(
            "profile indexes",
            vertx,
            Timers.of(vertx),
            () -> indexed ? DONE_MILLIS : AGAIN_MILLIS,
            () ->
                pools
                    .profiles(Clocks.system())
                    .index(fields)
                    .onSuccess(v -> indexed = true)
                    .map(false));
  }

  void start() {
    forgetting.start();
    indexes.start();
  }

  Future<?> stop() {
    return Future.join(forgetting.stop(), indexes.stop());
  }
}

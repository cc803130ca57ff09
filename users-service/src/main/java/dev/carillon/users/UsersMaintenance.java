package dev.carillon.users;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.users.ProfilePath;
import dev.carillon.store.pg.idempotency.IdempotencyCleanup;
import dev.carillon.users.domain.retention.AuditRetention;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What users-service does beside its requests: deletes answers of idempotency keys, tickets and
 * revocations that have expired and the audit of long ago, and makes the indexes of the profiles as
 * soon as the document store is there; and writes down erasures of other processes.
 */
final class UsersMaintenance {
  private static final long AGAIN_MILLIS = 2_000;
  private static final long DONE_MILLIS = 3_600_000;
  private static final long RETENTION_MILLIS = 600_000;
  private static final long TOKENS_MILLIS = 60_000;
  private static final int FORGOTTEN_AT_ONCE = 1_000;

  private final IdempotencyCleanup cleanup;
  private final Loop indexing;
  private final Loop retention;
  private final Loop tokens;
  private final Loop journal;
  private boolean indexed;

  UsersMaintenance(
      Vertx vertx,
      UsersStores stores,
      List<ProfilePath> fields,
      Duration auditKept,
      ErasureJournal erasures) {
    this.cleanup = new IdempotencyCleanup(vertx, "users", stores.idempotency());
    this.indexing =
        loop(
            vertx,
            "profile indexes",
            () -> indexed ? DONE_MILLIS : AGAIN_MILLIS,
            () -> stores.profiles().index(fields).onSuccess(v -> indexed = true).map(false));
    AuditRetention audit = stores.auditRetention();
    this.retention =
        loop(
            vertx,
            "audit retention",
            () -> RETENTION_MILLIS,
            () -> audit.forget(auditKept, FORGOTTEN_AT_ONCE).map(n -> n == FORGOTTEN_AT_ONCE));
    this.tokens =
        loop(
            vertx,
            "tickets and revocations",
            () -> TOKENS_MILLIS,
            () -> stores.tokens().forget(FORGOTTEN_AT_ONCE));
    this.journal = journal(vertx, erasures);
  }

  private static Loop journal(Vertx vertx, ErasureJournal erasures) {
    return loop(
            vertx, "journal of erasures", () -> AGAIN_MILLIS, () -> erasures.catchUp().map(false))
        .easing(Duration.ZERO, Alone.REST);
  }

  private static Loop loop(
      Vertx vertx, String name, LongSupplier rest, Supplier<Future<Boolean>> pass) {
    return new Loop(name, vertx, Timers.of(vertx), rest, pass);
  }

  void start() {
    cleanup.start();
    indexing.start();
    retention.start();
    tokens.start();
    journal.start();
  }

  Future<?> stop() {
    return Future.join(
        cleanup.stop(), indexing.stop(), retention.stop(), tokens.stop(), journal.stop());
  }
}

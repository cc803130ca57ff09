package dev.carillon.store.pg.idempotency;

import dev.carillon.async.task.Outcome;
import dev.carillon.bus.WireFailure;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes writes repeatable (the {@code Idempotency-Key} header, after the IETF draft of that name).
 * The answer is written in the transaction of the effect, so that there is never one without the
 * other; a refusal that would always be the same is kept in a transaction of its own; a failure
 * that may pass is not kept. While the first request is under way its transaction holds an advisory
 * lock on the key, which a crash cannot leave behind. Answers are kept for {@value #HOURS} hours.
 */
public final class Idempotency {
  /** How long an answer is kept. */
  public static final int HOURS = 24;

  private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);

  private final Pool pool;
  private final SqlClient lookups;

  /** On the pool of one schema, which somebody else closes. */
  public Idempotency(Pool pool) {
    this(pool, pool);
  }

  /**
   * On the pool of one schema, with other connections to it for the first look at a key: that needs
   * no transaction, and must not wait for those that have one.
   */
  public Idempotency(Pool pool, SqlClient lookups) {
    this.pool = pool;
    this.lookups = lookups;
  }

  /**
   * Does the write, or gives the answer that the same request got before. Without a key the effect
   * is simply done, on the pool. IN_PROGRESS while the first request has not ended,
   * IDEMPOTENCY_MISMATCH if that was another one.
   */
  public <R> Future<IdempotentResult<R>> once(
      IdempotentWrite<R> write, IdempotentWrite.Effect<R> effect) {
    if (write.key() == null) {
      return commit(write, effect);
    }
    return find(write)
        .compose(known -> known != null ? Future.succeededFuture(known) : commit(write, effect))
        .recover(e -> refuse(write.key(), e));
  }

  /**
   * The answer that the same request got before; null if it has none, or no key. Fails with a
   * refusal that was kept, and with IDEMPOTENCY_MISMATCH if the key was used for another request.
   */
  public <R> Future<@Nullable IdempotentResult<R>> find(IdempotentWrite<R> write) {
    return write.key() == null
        ? Future.succeededFuture()
        : find(lookups, Claim.of(write.key()), write.type());
  }

  /**
   * The answers that many requests got before, in one read: those that have none are not in the
   * map; a refusal that was kept and IDEMPOTENCY_MISMATCH are failures of the one request.
   */
  public <R> Future<Map<IdempotencyKey, Outcome<IdempotentResult<R>>>> findAll(
      List<IdempotencyKey> keys, Class<R> type) {
    Tuple values =
        Tuple.tuple()
            .addArrayOfString(texts(keys, IdempotencyKey::principal))
            .addArrayOfString(texts(keys, IdempotencyKey::operation))
            .addArrayOfString(texts(keys, IdempotencyKey::key));
    return PgFailures.PLAIN
        .run(lookups, IdempotencySql.FIND_MANY, values)
        .map(
            rows -> {
              Map<IdempotencyKey, Outcome<IdempotentResult<R>>> known = new HashMap<>();
              for (Row row : rows) {
                IdempotencyKey key = keys.get(row.getInteger("n") - 1);
                known.put(key, IdempotentResult.outcome(row, key.fingerprint(), type));
              }
              return known;
            });
  }

  private static String[] texts(List<IdempotencyKey> keys, Function<IdempotencyKey, String> part) {
    return keys.stream().map(part).toArray(String[]::new);
  }

  /**
   * Does the write and keeps its answer, in one transaction; without a key it is simply done, on
   * the pool. An answer that came since {@link #find} is given instead. IN_PROGRESS.
   */
  public <R> Future<IdempotentResult<R>> commit(
      IdempotentWrite<R> write, IdempotentWrite.Effect<R> effect) {
    return write.key() == null
        ? effect.on(pool).map(value -> new IdempotentResult<>(value, false))
        : transaction(write, Claim.of(write.key()), effect);
  }

  /** Whether {@link #refuse} writes something: not what is kept already, and not what may pass. */
  public static boolean isToBeKept(Failure failure) {
    return !failure.replayed()
        && failure.code().definitive()
        && failure.code() != FailureCode.IDEMPOTENCY_MISMATCH;
  }

  /**
   * Keeps a refusal that would always be the same, so that a repetition gets it too; fails with it
   * in any case. What is kept already is not kept again, and what may pass is not kept at all.
   */
  public <T> Future<T> refuse(@Nullable IdempotencyKey key, Throwable cause) {
    if (key == null || !(cause instanceof Failure failure) || !isToBeKept(failure)) {
      return Future.failedFuture(cause);
    }
    Tuple values =
        Claim.of(key)
            .values()
            .addString(null)
            .addString(Json.text(WireFailure.of(failure)))
            .addString(null)
            .addInteger(HOURS);
    return PgFailures.PLAIN
        .run(pool, IdempotencySql.KEEP, values)
        .onFailure(e -> LOG.warn("A refusal could not be kept for its repetition", e))
        .transform(r -> Future.failedFuture(failure));
  }

  /**
   * The same for an effect of several statements, of which some may fail (see {@link Savepoints});
   * it has a transaction with or without a key.
   */
  public <R> Future<IdempotentResult<R>> inTransaction(
      IdempotentWrite<R> write, IdempotentWrite.Effect<R> effect) {
    return write.key() == null
        ? transaction(effect::on).map(value -> new IdempotentResult<>(value, false))
        : once(write, effect);
  }

  /** Deletes at most {@code limit} of the answers that have expired; gives how many. */
  Future<Integer> forgetExpired(int limit) {
    return PgFailures.PLAIN
        .run(pool, IdempotencySql.FORGET_EXPIRED, Tuple.of(limit))
        .map(RowSet::rowCount);
  }

  private <R> Future<IdempotentResult<R>> transaction(
      IdempotentWrite<R> write, Claim claim, IdempotentWrite.Effect<R> effect) {
    return PgFailures.PLAIN.translate(
        Savepoints.transaction(
            pool,
            c -> locked(c, claim, write.type()),
            (c, known) ->
                known.isPresent()
                    ? Future.succeededFuture(known.get())
                    : effect.on(c).compose(r -> keep(c, write, claim, r))));
  }

  private <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
    return PgFailures.PLAIN.translate(Savepoints.transaction(pool, work));
  }

  /** The look is a statement of its own behind the lock: it sees what was there before. */
  private static <R> Future<Optional<IdempotentResult<R>>> locked(
      SqlConnection c, Claim claim, Class<R> type) {
    Future<RowSet<Row>> lock =
        PgFailures.PLAIN.run(c, IdempotencySql.TRY_LOCK, Tuple.of(claim.scope()));
    Future<@Nullable IdempotentResult<R>> known = find(c, claim, type);
    return lock.compose(
        rows ->
            rows.iterator().next().getBoolean(0)
                ? known.map(Optional::ofNullable)
                : Future.failedFuture(inProgress()));
  }

  private static <R> Future<@Nullable IdempotentResult<R>> find(
      SqlClient client, Claim claim, Class<R> type) {
    return PgFailures.PLAIN
        .run(client, IdempotencySql.FIND, claim.key())
        .map(
            rows ->
                rows.iterator().hasNext()
                    ? IdempotentResult.replay(
                        rows.iterator().next(), claim.used().fingerprint(), type)
                    : null);
  }

  private static <R> Future<IdempotentResult<R>> keep(
      SqlClient client, IdempotentWrite<R> write, Claim claim, R value) {
    return PgFailures.PLAIN
        .run(
            client,
            IdempotencySql.KEEP,
            claim
                .values()
                .addString(Json.text(value))
                .addString(null)
                .addString(write.subject().apply(value))
                .addInteger(HOURS))
        .map(
            rows -> {
              if (rows.rowCount() == 0) { // somebody else's answer is there: nothing of this stays
                throw inProgress();
              }
              return new IdempotentResult<>(value, false);
            });
  }

  private static Failure inProgress() {
    return Failure.of(
        FailureCode.IN_PROGRESS, "The first request with this idempotency key has not ended yet");
  }
}

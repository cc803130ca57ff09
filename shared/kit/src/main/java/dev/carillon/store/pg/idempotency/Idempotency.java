package dev.carillon.store.pg.idempotency;

import dev.carillon.bus.Call;
import dev.carillon.bus.WireFailure;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
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
  private static final PgFailures FAILURES = new PgFailures(java.util.Map.of());

  private final Pool pool;

  /** On the pool of one schema, which somebody else closes. */
  public Idempotency(Pool pool) {
    this.pool = pool;
  }

  /**
   * Does the write, or gives the answer that the same request got before. Without a key the effect
   * is simply done, on the pool. IN_PROGRESS while the first request has not ended,
   * IDEMPOTENCY_MISMATCH if that was another one.
   *
   * @param prepare what must be known before the transaction begins; done only if the request is
   *     new, and its refusals are kept too
   */
  public <P, R> Future<IdempotentResult<R>> once(
      IdempotentWrite<R> write,
      Supplier<Future<P>> prepare,
      Function<P, IdempotentWrite.Effect<R>> effect) {
    if (write.call().idempotencyKey() == null) {
      return prepare
          .get()
          .compose(p -> effect.apply(p).on(pool))
          .map(value -> new IdempotentResult<>(value, false));
    }
    byte[] fingerprint = fingerprint(write);
    return find(pool, write, fingerprint)
        .compose(
            known ->
                known != null
                    ? Future.succeededFuture(known)
                    : prepare.get().compose(p -> transaction(write, fingerprint, effect.apply(p))))
        .recover(e -> keepRefusal(write, fingerprint, e));
  }

  /** The same for a write that needs no preparation. */
  public <R> Future<IdempotentResult<R>> once(
      IdempotentWrite<R> write, IdempotentWrite.Effect<R> effect) {
    return once(write, () -> Future.succeededFuture(true), p -> effect);
  }

  /**
   * The same for an effect of several statements, of which some may fail (see {@link Savepoints});
   * it has a transaction with or without a key.
   */
  public <R> Future<IdempotentResult<R>> inTransaction(
      IdempotentWrite<R> write, IdempotentWrite.Effect<R> effect) {
    return write.call().idempotencyKey() == null
        ? transaction(effect::on).map(value -> new IdempotentResult<>(value, false))
        : once(write, effect);
  }

  /** Deletes at most {@code limit} of the answers that have expired; gives how many. */
  Future<Integer> forgetExpired(int limit) {
    return FAILURES.run(pool, IdempotencySql.FORGET_EXPIRED, Tuple.of(limit)).map(RowSet::rowCount);
  }

  private <R> Future<IdempotentResult<R>> transaction(
      IdempotentWrite<R> write, byte[] fingerprint, IdempotentWrite.Effect<R> effect) {
    return transaction(
        c ->
            FAILURES
                .run(c, IdempotencySql.TRY_LOCK, Tuple.of(scope(write)))
                .compose(rows -> find(c, write, fingerprint, rows))
                .compose(
                    known ->
                        known != null
                            ? Future.succeededFuture(known)
                            : effect.on(c).compose(r -> keep(c, write, fingerprint, r))));
  }

  private <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
    return FAILURES.translate(Savepoints.transaction(pool, work));
  }

  private static <R> Future<@Nullable IdempotentResult<R>> find(
      SqlConnection c, IdempotentWrite<R> write, byte[] fingerprint, RowSet<Row> locked) {
    if (!locked.iterator().next().getBoolean(0)) {
      return Future.failedFuture(inProgress());
    }
    return find(c, write, fingerprint); // a statement of its own: it sees what was there before
  }

  private static <R> Future<@Nullable IdempotentResult<R>> find(
      SqlClient client, IdempotentWrite<R> write, byte[] fingerprint) {
    Call call = write.call();
    return FAILURES
        .run(
            client,
            IdempotencySql.FIND,
            Tuple.of(call.principal(), write.contract(), call.idempotencyKey()))
        .map(
            rows ->
                rows.iterator().hasNext()
                    ? replay(rows.iterator().next(), write, fingerprint)
                    : null);
  }

  /** A fingerprint that was scrubbed fits any request. */
  private static <R> IdempotentResult<R> replay(
      Row row, IdempotentWrite<R> write, byte[] fingerprint) {
    byte[] before = row.getBuffer("fingerprint").getBytes();
    if (before.length > 0 && !Arrays.equals(before, fingerprint)) {
      throw Failure.of(
          FailureCode.IDEMPOTENCY_MISMATCH,
          "The idempotency key was used for another request before");
    }
    String failure = row.getString("failure");
    if (failure != null) {
      throw new Replayed(Json.read(failure, WireFailure.class).toFailure());
    }
    try {
      return new IdempotentResult<>(Json.read(row.getString("response"), write.type()), true);
    } catch (Failure unreadable) { // a fault of ours, not of who asks again
      throw Failure.of(
          FailureCode.INTERNAL, "The answer that was kept can no longer be read", unreadable);
    }
  }

  private static <R> Future<IdempotentResult<R>> keep(
      SqlClient client, IdempotentWrite<R> write, byte[] fingerprint, R value) {
    return FAILURES
        .run(
            client,
            IdempotencySql.KEEP,
            values(write, fingerprint)
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

  /** What is kept already is not kept again, and what may pass is not kept at all. */
  private <R> Future<IdempotentResult<R>> keepRefusal(
      IdempotentWrite<R> write, byte[] fingerprint, Throwable cause) {
    if (cause instanceof Replayed replayed) {
      return Future.failedFuture(replayed.failure.asReplayed());
    }
    if (!(cause instanceof Failure failure)
        || !failure.code().definitive()
        || failure.code() == FailureCode.IDEMPOTENCY_MISMATCH) {
      return Future.failedFuture(cause);
    }
    Tuple values =
        values(write, fingerprint)
            .addString(null)
            .addString(Json.text(WireFailure.of(failure)))
            .addString(null)
            .addInteger(HOURS);
    return FAILURES
        .run(pool, IdempotencySql.KEEP, values)
        .onFailure(e -> LOG.warn("A refusal could not be kept for its repetition", e))
        .transform(r -> Future.failedFuture(failure));
  }

  private static Tuple values(IdempotentWrite<?> write, byte[] fingerprint) {
    return Tuple.of(write.call().principal(), write.contract(), write.call().idempotencyKey())
        .addBuffer(Buffer.buffer(fingerprint));
  }

  private static String scope(IdempotentWrite<?> write) {
    Call call = write.call();
    return call.principal() + '\n' + write.contract() + '\n' + call.idempotencyKey();
  }

  private static byte[] fingerprint(IdempotentWrite<?> write) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(Json.bytes(write.request()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** A refusal that is kept already. */
  private static final class Replayed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    Replayed(Failure failure) {
      super(failure.message(), failure, false, false);
      this.failure = failure;
    }
  }
}

package dev.carillon.notifier.store.pg.accept;

import dev.carillon.async.batch.Batcher;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.MailOutcomes;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.domain.accept.Accept;
import dev.carillon.notifier.domain.accept.AcceptStore;
import dev.carillon.notifier.domain.accept.BulkMail;
import dev.carillon.notifier.domain.accept.WindowPolicy;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.notifier.store.pg.RepeatableWrites;
import dev.carillon.notifier.store.pg.queue.Places;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.store.pg.idempotency.Idempotency;
import dev.carillon.store.pg.idempotency.IdempotentResult;
import dev.carillon.store.pg.idempotency.IdempotentWrite;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Accepted mail on PostgreSQL. */
public final class PgAcceptStore implements AcceptStore {
  private static final int ANSWERS_AT_ONCE = 256;

  private final GuardedClient<Pool> accepts;
  private final GuardedClient<SqlClient> reads;
  private final Idempotency idempotency;
  private final WindowTurns turns;
  private final Places places;
  private final Batcher<IdempotencyKey, Optional<Outcome<IdempotentResult<Accepted>>>> answers;

  /**
   * Uses connections that somebody else closes.
   *
   * @param vertx on whose current context answers are looked for that are asked for together
   * @param capacity of the connections, and how long how many may wait for their window
   * @param places where mail stands in the queue
   */
  public PgAcceptStore(
      Vertx vertx,
      GuardedClient<Pool> accepts,
      GuardedClient<SqlClient> reads,
      Bulkhead.Capacity capacity,
      Places places,
      Clocks clocks) {
    this.places = places;
    this.accepts = accepts;
    this.reads = reads;
    this.idempotency = new Idempotency(accepts.client(), reads.client());
    this.turns = new WindowTurns(capacity, Timers.of(vertx), clocks);
    this.answers = Batcher.on(vertx.getOrCreateContext(), ANSWERS_AT_ONCE, this::find);
  }

  @Override
  public Future<AcceptedMail> acceptAlone(Accept.Alone one) {
    return one instanceof Accept.Windowed windowed
        ? turns.inTurn(windowed.mail().windowKey(), () -> commit(one))
        : commit(one);
  }

  private Future<AcceptedMail> commit(Accept.Alone one) {
    IdempotencyKey key = one.key();
    return key == null
        ? accepts
            .use(pool -> pool.withTransaction(tx -> store(tx, one)))
            .map(stored -> new AcceptedMail(stored, false))
        : keyed(() -> idempotency.commit(accept(key, one.mail()), tx -> store(tx, one)))
            .map(PgAcceptStore::accepted);
  }

  private Future<Accepted> store(SqlClient tx, Accept.Alone one) {
    return switch (one) {
      case Accept.Windowed windowed ->
          WindowInserts.into(tx, WindowPolicy.of(windowed.mail()), places);
      case Accept.Queued(NewMail mail, var key) -> first(tx, mail);
    };
  }

  private Future<Accepted> first(SqlClient tx, NewMail mail) {
    return QueuedInserts.one(tx, mail, null, places);
  }

  /** Stores a mail that waits for its time, as part of a transaction that somebody else ends. */
  public static Future<Accepted> storeOn(SqlClient tx, NewMail mail) {
    if (!mail.schedule().mustWait()) {
      throw new IllegalArgumentException("The mail must wait for its time");
    }
    return QueuedInserts.one(tx, mail, null, (lane, sender, mails) -> 0);
  }

  @Override
  public Future<MailOutcomes> acceptAll(BulkMail mails, @Nullable IdempotencyKey key) {
    IdempotentWrite.Effect<MailOutcomes> all =
        tx -> QueuedInserts.all(tx, mails.good(), places).map(mails::outcomes);
    return keyed(
            () ->
                key == null
                    ? idempotency.inTransaction(acceptAll(null), all)
                    : idempotency.commit(acceptAll(key), all))
        .map(PgAcceptStore::outcomes);
  }

  @Override
  public Future<@Nullable AcceptedMail> findAccepted(IdempotencyKey key) {
    return answers
        .get(key)
        .compose(
            known ->
                switch (known.orElse(null)) {
                  case null -> Future.succeededFuture();
                  case Outcome.Success<IdempotentResult<Accepted>>(var once) ->
                      Future.succeededFuture(accepted(once));
                  case Outcome.Failure<IdempotentResult<Accepted>>(Throwable kept) ->
                      Future.failedFuture(kept);
                });
  }

  private Future<Map<IdempotencyKey, Optional<Outcome<IdempotentResult<Accepted>>>>> find(
      List<IdempotencyKey> keys) {
    return reads
        .use(client -> idempotency.findAll(keys, Accepted.class))
        .map(
            known ->
                keys.stream()
                    .collect(
                        Collectors.toMap(key -> key, key -> Optional.ofNullable(known.get(key)))));
  }

  @Override
  public Future<@Nullable MailOutcomes> findOutcomes(IdempotencyKey key) {
    return reads
        .use(client -> idempotency.find(acceptAll(key)))
        .map(known -> known == null ? null : outcomes(known));
  }

  @Override
  public <T> Future<T> refuse(IdempotencyKey key, Throwable refusal) {
    // Only what is written waits for a connection; without one the refusal stays what it is.
    return refusal instanceof Failure failure && Idempotency.isToBeKept(failure)
        ? keyed(() -> idempotency.<T>refuse(key, refusal))
            .transform(kept -> Future.failedFuture(refusal))
        : Future.failedFuture(refusal);
  }

  private <T> Future<T> keyed(Supplier<Future<T>> work) {
    return accepts.use(pool -> work.get());
  }

  /** The answer names nobody, but its key may. */
  private static IdempotentWrite<Accepted> accept(IdempotencyKey key, NewMail mail) {
    return new IdempotentWrite<>(key, Accepted.class, accepted -> about(mail));
  }

  /** Whom the answer to a mail is about. */
  static String about(NewMail mail) {
    UUID userId = mail.userId();
    return userId == null ? RepeatableWrites.subject(mail.recipient()) : "user:" + userId;
  }

  private static IdempotentWrite<MailOutcomes> acceptAll(@Nullable IdempotencyKey key) {
    return new IdempotentWrite<>(key, MailOutcomes.class, a -> null);
  }

  private static AcceptedMail accepted(IdempotentResult<Accepted> once) {
    return new AcceptedMail(once.value(), once.replayed());
  }

  private static MailOutcomes outcomes(IdempotentResult<MailOutcomes> once) {
    MailOutcomes all = once.value();
    return new MailOutcomes(all.accepted(), all.failed(), all.items(), once.replayed());
  }

  @Override
  public Future<Integer> acceptOnce(List<Effect> effects) {
    return accepts.use(pool -> pool.withTransaction(tx -> acceptOnce(tx, effects)));
  }

  private Future<Integer> acceptOnce(SqlClient tx, List<Effect> effects) {
    Tuple events =
        Tuple.tuple()
            .addArrayOfString(
                effects.stream().map(one -> one.event().source()).toArray(String[]::new))
            .addArrayOfUUID(effects.stream().map(one -> one.event().id()).toArray(UUID[]::new));
    return PgFailures.PLAIN
        .run(tx, AcceptSql.NOTE_EVENTS, events)
        .compose(
            rows -> {
              Set<UUID> fresh = new HashSet<>();
              rows.forEach(row -> fresh.add(row.getUUID("event_id")));
              List<NewMail> mails = new ArrayList<>();
              for (Effect one : effects) {
                if (one.mail() != null && fresh.remove(one.event().id())) {
                  mails.add(one.mail());
                }
              }
              return QueuedInserts.all(tx, mails, places).map(rows.size());
            });
  }

  @Override
  public Future<Boolean> forget(int limit) {
    return accepts
        .run(AcceptSql.FORGET, Tuple.of(limit))
        .map(rows -> rows.iterator().next().getInteger("n") >= limit);
  }
}

package dev.carillon.notifier.store.pg.mail;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.MailOutcomes;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
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
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Accepted mail on PostgreSQL. */
public final class PgAcceptStore implements AcceptStore {
  private final GuardedClient<Pool> accepts;
  private final GuardedClient<SqlClient> reads;
  private final Idempotency idempotency;
  private final WindowTurns turns;
  private final Places places;

  /**
   * Uses connections that somebody else closes.
   *
   * @param capacity of the connections, and how long how many may wait for their window
   * @param places where mail stands in the queue
   */
  public PgAcceptStore(
      GuardedClient<Pool> accepts,
      GuardedClient<SqlClient> reads,
      Bulkhead.Capacity capacity,
      Places places,
      Timers timers,
      Clocks clocks) {
    this.places = places;
    this.accepts = accepts;
    this.reads = reads;
    this.idempotency = new Idempotency(accepts.client(), reads.client());
    this.turns = new WindowTurns(capacity, timers, clocks);
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
      case Accept.Windowed windowed -> intoWindow(tx, WindowPolicy.of(windowed.mail()));
      case Accept.Queued(NewMail mail, var key) -> first(tx, mail);
    };
  }

  private Future<Accepted> first(SqlClient tx, NewMail mail) {
    return QueuedInserts.one(tx, mail, null, places);
  }

  /**
   * Two mails of one window wait for one another. The mail that waits in the window is settled as
   * merged into the one that takes its place, in the transaction that stores that one.
   */
  private Future<Accepted> intoWindow(SqlClient tx, WindowPolicy policy) {
    NewMail mail = policy.mail();
    Tuple values =
        Tuple.of(
            mail.windowKey(),
            mail.id(),
            policy.window().kind(),
            policy.window().key(),
            mail.recipient());
    return PgFailures.PLAIN
        .run(tx, AcceptSql.OPEN_WINDOW, values)
        .map(rows -> rows.iterator().next())
        .compose(
            row -> {
              WindowPolicy.Found found = found(row);
              return merge(tx, row, policy, found)
                  .compose(merged -> store(tx, policy, row, merged));
            });
  }

  /** Whether there was one that waited, whose place the mail takes. */
  private static Future<Boolean> merge(
      SqlClient tx, Row row, WindowPolicy policy, WindowPolicy.Found found) {
    return policy.mayMerge(found)
        ? PgFailures.PLAIN
            .run(tx, AcceptSql.MERGE, Tuple.of(row.getUUID("mail_id"), policy.mail().id()))
            .map(merged -> merged.size() > 0)
        : Future.succeededFuture(false);
  }

  private Future<Accepted> store(SqlClient tx, WindowPolicy policy, Row found, boolean merged) {
    WindowPolicy.Next window = policy.after(found(found), merged);
    Tuple values =
        Tuple.of(
            policy.mail().windowKey(),
            policy.mail().id(),
            window.since().atOffset(ZoneOffset.UTC),
            window.closesAt().atOffset(ZoneOffset.UTC),
            Json.text(window.items().stream().map(Doc::value).toList()),
            window.mails(),
            policy.window().kind());
    return QueuedInserts.one(tx, window.stored(), merged ? found.getUUID("mail_id") : null, places)
        .compose(accepted -> PgFailures.PLAIN.run(tx, AcceptSql.MOVE_WINDOW, values).map(accepted));
  }

  private static WindowPolicy.Found found(Row row) {
    String text = row.getString("items");
    List<Doc> items = new ArrayList<>();
    if (Doc.asWritten(text.getBytes(StandardCharsets.UTF_8)).value() instanceof List<?> list) {
      list.forEach(item -> items.add(Doc.of(item)));
    }
    OffsetDateTime closesAt = row.getOffsetDateTime("closes_at");
    return new WindowPolicy.Found(
        row.getOffsetDateTime("now").toInstant(),
        row.getOffsetDateTime("since").toInstant(),
        closesAt == null ? null : closesAt.toInstant(),
        items,
        text.length(),
        row.getInteger("mails"));
  }

  @Override
  public Future<MailOutcomes> acceptAll(BulkMail mails, @Nullable IdempotencyKey key) {
    return keyed(
            () ->
                idempotency.commit(
                    acceptAll(key),
                    tx -> QueuedInserts.all(tx, mails.good(), places).map(mails::outcomes)))
        .map(PgAcceptStore::outcomes);
  }

  @Override
  public Future<@Nullable AcceptedMail> findAccepted(IdempotencyKey key) {
    return reads
        .use(client -> idempotency.find(accept(key)))
        .map(known -> known == null ? null : accepted(known));
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
    UUID userId = mail.userId();
    String subject = userId == null ? RepeatableWrites.subject(mail.recipient()) : "user:" + userId;
    return new IdempotentWrite<>(key, Accepted.class, accepted -> subject);
  }

  private static IdempotentWrite<Accepted> accept(IdempotencyKey key) {
    return new IdempotentWrite<>(key, Accepted.class, a -> null);
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
  public Future<Boolean> acceptOnce(DomainEvent<?> event, @Nullable NewMail effect) {
    return accepts.use(pool -> pool.withTransaction(tx -> acceptOnce(tx, event, effect)));
  }

  private Future<Boolean> acceptOnce(SqlClient tx, DomainEvent<?> event, @Nullable NewMail effect) {
    return PgFailures.PLAIN
        .run(tx, AcceptSql.NOTE_EVENT, Tuple.of(event.source(), event.id()))
        .map(rows -> rows.rowCount() > 0)
        .compose(
            isNew ->
                isNew && effect != null
                    ? first(tx, effect).map(true)
                    : Future.succeededFuture(isNew));
  }

  @Override
  public Future<Boolean> forget(int limit) {
    return accepts
        .run(AcceptSql.FORGET, Tuple.of(limit))
        .map(rows -> rows.iterator().next().getInteger("n") >= limit);
  }
}

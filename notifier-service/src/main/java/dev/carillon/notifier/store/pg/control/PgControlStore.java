package dev.carillon.notifier.store.pg.control;

import dev.carillon.contract.Answered;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.MailedTo;
import dev.carillon.notifier.domain.control.ChangeResult;
import dev.carillon.notifier.domain.control.ControlStore;
import dev.carillon.notifier.domain.control.GivenUp;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.notifier.store.pg.RepeatableWrites;
import dev.carillon.notifier.store.pg.StateCode;
import dev.carillon.notifier.store.pg.mail.PgMailStore;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Changes of accepted mail on PostgreSQL. */
public final class PgControlStore implements ControlStore {
  private static final UUID FIRST = new UUID(0, 0);

  private final BiFunction<String, Tuple, Future<RowSet<Row>>> statements;
  private final @Nullable RepeatableWrites writes;

  /** Uses connections that somebody else closes. */
  public PgControlStore(GuardedClient<Pool> controls) {
    this.statements = controls::run;
    this.writes = new RepeatableWrites(controls);
  }

  /** Within a transaction, which somebody else ends. */
  private PgControlStore(SqlClient tx) {
    this.statements = (sql, values) -> PgFailures.PLAIN.run(tx, sql, values);
    this.writes = null;
  }

  @Override
  public <R> Future<Answered<R>> once(
      @Nullable IdempotencyKey key, Class<R> type, Function<ControlStore, Future<R>> change) {
    return key == null || writes == null
        ? change.apply(this).map(answer -> new Answered<>(answer, false))
        : writes.once(
            key, type, PgControlStore::subject, tx -> change.apply(new PgControlStore(tx)));
  }

  /** Whom an answer names. */
  private static @Nullable String subject(Object answer) {
    if (!(answer instanceof Mail mail) || mail.to() == null) {
      return null;
    }
    MailedTo to = mail.to();
    return to.userId() == null
        ? RepeatableWrites.subject(String.valueOf(to.email()))
        : "user:" + to.userId();
  }

  @Override
  public Future<Mail> get(UUID id) {
    return PgMailStore.get(statements, id);
  }

  @Override
  public Future<ChangeResult> cancel(UUID id, String why) {
    return statements.apply(ControlSql.CANCEL, Tuple.of(id, why)).map(PgControlStore::result);
  }

  /** The same as part of a transaction that somebody else ends. */
  public static Future<ChangeResult> cancelOn(SqlClient tx, UUID id, String why) {
    return new PgControlStore(tx).cancel(id, why);
  }

  @Override
  public Future<ChangeResult> reschedule(UUID id, Instant at, Actor by) {
    return statements
        .apply(
            ControlSql.RESCHEDULE,
            Tuple.of(id, at.atOffset(ZoneOffset.UTC), by.principal(), by.requestId()))
        .map(PgControlStore::result);
  }

  /** A mail that waited but could not be changed was moved while the statement ran. */
  private static ChangeResult result(RowSet<Row> rows) {
    Row row = rows.iterator().next();
    if (row.getInteger("changed") > 0) {
      return ChangeResult.CHANGED;
    }
    if (!row.getBoolean("known")) {
      return ChangeResult.UNKNOWN;
    }
    if (row.getBoolean("settled")) {
      return ChangeResult.SETTLED;
    }
    return row.getBoolean("leased") ? ChangeResult.TAKEN : ChangeResult.MOVED;
  }

  @Override
  public Future<Boolean> retry(UUID id, Actor by) {
    return retry(by, id, null, 1).map(n -> n > 0);
  }

  @Override
  public Future<@Nullable UUID> keyHolder(UUID id) {
    return statements
        .apply(ControlSql.KEY_HOLDER, Tuple.of(id))
        .map(rows -> rows.iterator().next().getUUID("id"));
  }

  @Override
  public Future<List<GivenUp>> givenUp(
      MailState state, @Nullable GivenUp after, @Nullable Instant until, int limit) {
    Tuple values =
        Tuple.of(
            StateCode.of(state).code(),
            (after == null ? Instant.EPOCH : after.at()).atOffset(ZoneOffset.UTC),
            after == null ? FIRST : after.id(),
            until == null ? null : until.atOffset(ZoneOffset.UTC));
    return statements
        .apply(ControlSql.GIVEN_UP.formatted(limit), values)
        .map(rows -> rows.stream().map(PgControlStore::givenUp).toList());
  }

  private static GivenUp givenUp(Row row) {
    return new GivenUp(
        row.getUUID("mail_id"),
        row.getOffsetDateTime("at").toInstant(),
        row.getString("reply"),
        row.getOffsetDateTime("seen_at").toInstant());
  }

  @Override
  public Future<Integer> retryThese(List<UUID> ids, Actor by) {
    return statements
        .apply(
            ControlSql.RETRY_THESE,
            Tuple.of(by.principal(), by.requestId(), ids.toArray(UUID[]::new)))
        .map(PgControlStore::revived);
  }

  @Override
  public Future<Integer> retryAll(MailState state, int limit, Actor by) {
    return retry(by, null, StateCode.of(state).code(), limit);
  }

  private Future<Integer> retry(Actor by, @Nullable UUID id, @Nullable String state, int limit) {
    return statements
        .apply(ControlSql.RETRY, Tuple.of(by.principal(), by.requestId(), id, state, limit))
        .map(PgControlStore::revived);
  }

  private static int revived(RowSet<Row> rows) {
    return rows.iterator().next().getInteger("revived");
  }
}

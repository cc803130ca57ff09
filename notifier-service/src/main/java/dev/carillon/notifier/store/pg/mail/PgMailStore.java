package dev.carillon.notifier.store.pg.mail;

import dev.carillon.async.task.Outcome;
import dev.carillon.bus.Call;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.AcceptMails;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.Explanation;
import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailOutcome;
import dev.carillon.contract.mail.MailOutcomes;
import dev.carillon.contract.mail.MailPage;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Mails;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.domain.mail.ChangeResult;
import dev.carillon.notifier.domain.mail.MailStore;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.StoredMails;
import dev.carillon.store.pg.Keyset;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.store.pg.idempotency.Idempotency;
import dev.carillon.store.pg.idempotency.IdempotentWrite;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Accepted mail on PostgreSQL. */
public final class PgMailStore implements MailStore {
  private static final PgFailures FAILURES = new PgFailures(Map.of());

  /** Above the server's own limit, for a link that has died without a word. */
  private static final int ACCEPT_SECONDS = 8;

  private final SqlClient reads;
  private final Pool writes;
  private final Idempotency idempotency;

  /** Uses clients that somebody else closes. */
  public PgMailStore(SqlClient reads, Pool writes) {
    this.reads = reads;
    this.writes = writes;
    this.idempotency = new Idempotency(writes);
  }

  @Override
  public Future<StoredMails> accept(List<NewMail> mails, @Nullable Long worker) {
    Future<StoredMails> stored =
        worker != null && mails.stream().allMatch(m -> m.schedule().atOnce())
            ? Leased.store(writes, mails, worker)
            : Accepting.store(writes, mails).map(StoredMails::waiting);
    return stored.timeout(ACCEPT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public Future<Explanation> explain(NewMail mail) {
    return FAILURES
        .run(reads, MailSql.RULES, Explaining.values(mail))
        .map(rows -> Explaining.explain(mail, rows.iterator().next()));
  }

  @Override
  public Future<Accepted> acceptInWindow(NewMail mail) {
    return writes.withTransaction(tx -> Windows.store(tx, mail));
  }

  @Override
  public Future<AcceptedMail> acceptKeyed(
      Call call, AcceptMail request, Supplier<Future<NewMail>> resolve) {
    IdempotentWrite<Accepted> write =
        new IdempotentWrite<>(call.idempotency(Mails.ACCEPT, request), Accepted.class, a -> null);
    return idempotency
        .once(
            write,
            resolve,
            mail ->
                on ->
                    mail.schedule().window() == null
                        ? Accepting.store(on, List.of(mail)).map(all -> all.get(0))
                        : Windows.store(on, mail))
        .map(once -> new AcceptedMail(once.value(), once.replayed()));
  }

  @Override
  public Future<MailOutcomes> acceptAll(
      Call call, AcceptMails request, Supplier<Future<List<Outcome<NewMail>>>> resolve) {
    IdempotentWrite<MailOutcomes> write =
        new IdempotentWrite<>(
            call.idempotency(Mails.ACCEPT_ALL, request), MailOutcomes.class, a -> null);
    return idempotency
        .once(write, resolve, mails -> on -> storeGood(on, mails))
        .map(
            once ->
                new MailOutcomes(
                    once.value().accepted(),
                    once.value().failed(),
                    once.value().items(),
                    once.replayed()));
  }

  private static Future<MailOutcomes> storeGood(SqlClient on, List<Outcome<NewMail>> mails) {
    List<NewMail> good = new ArrayList<>();
    for (Outcome<NewMail> mail : mails) {
      if (mail instanceof Outcome.Success<NewMail>(NewMail value)) {
        good.add(value);
      }
    }
    Future<List<Accepted>> stored =
        good.isEmpty() ? Future.succeededFuture(List.of()) : Accepting.store(on, good);
    return stored.map(accepted -> outcomes(mails, accepted));
  }

  private static MailOutcomes outcomes(List<Outcome<NewMail>> mails, List<Accepted> accepted) {
    Iterator<Accepted> answers = accepted.iterator();
    List<MailOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < mails.size(); i++) {
      outcomes.add(
          switch (mails.get(i)) {
            case Outcome.Success<NewMail> s -> new MailOutcome(i, answers.next(), null, null, null);
            case Outcome.Failure<NewMail>(Throwable cause) -> failed(i, cause);
          });
    }
    return new MailOutcomes(accepted.size(), mails.size() - accepted.size(), outcomes, false);
  }

  private static MailOutcome failed(int index, Throwable cause) {
    return cause instanceof Failure f
        ? new MailOutcome(index, null, f.code().label(), f.message(), f.details())
        : new MailOutcome(index, null, "internal", "An internal fault", null);
  }

  @Override
  public Future<Integer> cancelPending(
      DomainEvent<?> event, List<String> addresses, @Nullable UUID userId) {
    Tuple values =
        Tuple.of(event.source(), event.id())
            .addArrayOfString(addresses.toArray(String[]::new))
            .addOffsetDateTime(event.time().atOffset(ZoneOffset.UTC))
            .addUUID(userId);
    return FAILURES
        .run(writes, MailSql.CANCEL_PENDING, values)
        .map(rows -> rows.iterator().next().getInteger("left"));
  }

  @Override
  public Future<Boolean> acceptOnce(DomainEvent<?> event, @Nullable NewMail effect) {
    return writes.withTransaction(
        tx ->
            FAILURES
                .run(tx, AcceptSql.NOTE_EVENT, Tuple.of(event.source(), event.id()))
                .map(rows -> rows.rowCount() > 0)
                .compose(
                    isNew ->
                        isNew && effect != null
                            ? Accepting.store(tx, List.of(effect)).map(true)
                            : Future.succeededFuture(isNew)));
  }

  @Override
  public Future<ChangeResult> cancel(UUID id, String why) {
    return Changing.run(writes, ControlSql.CANCEL, Tuple.of(id, why));
  }

  @Override
  public Future<ChangeResult> reschedule(UUID id, Instant at) {
    return Changing.run(writes, ControlSql.RESCHEDULE, Tuple.of(id, at.atOffset(ZoneOffset.UTC)));
  }

  @Override
  public Future<Boolean> retry(UUID id) {
    return FAILURES
        .run(writes, ControlSql.RETRY, Tuple.of(id, null, 1))
        .map(rows -> count(rows) > 0);
  }

  @Override
  public Future<Integer> retryAll(MailState state, int limit) {
    return FAILURES
        .run(writes, ControlSql.RETRY, Tuple.of(null, StateLetter.letter(state), limit))
        .map(PgMailStore::count);
  }

  @Override
  public Future<Void> forget(int limit) {
    return FAILURES.run(writes, AcceptSql.FORGET, Tuple.of(limit)).mapEmpty();
  }

  @Override
  public Future<Mail> get(UUID id) {
    return FAILURES
        .run(reads, MailSql.GET, Tuple.of(id))
        .compose(
            rows -> {
              if (!rows.iterator().hasNext()) {
                throw Failure.notFound("mail", id);
              }
              Row mail = rows.iterator().next();
              return FAILURES
                  .run(reads, MailSql.ATTEMPTS, Tuple.of(id))
                  .map(attempts -> MailRows.withAttempts(mail, attempts));
            });
  }

  @Override
  public Future<MailPage> list(ListMails request) {
    Keyset before = Keyset.parse(request.page().cursor(), Keyset.END);
    int limit = request.page().limit();
    Tuple values = Tuple.of(before.id(), limit + 1);
    if (request.userId() != null) {
      values.addUUID(request.userId());
    }
    if (request.to() != null) {
      values.addString(request.to());
    }
    if (request.state() != null) {
      values.addString(StateLetter.letter(request.state()));
    }
    return FAILURES
        .run(reads, MailSql.list(request), values)
        .map(rows -> MailRows.page(rows, limit));
  }

  @Override
  public Future<Ledger> ledger() {
    return FAILURES.run(reads, MailSql.LEDGER, Tuple.tuple()).map(MailRows::ledger);
  }

  private static int count(RowSet<Row> rows) {
    return rows.iterator().next().getInteger("n");
  }
}

package dev.carillon.notifier.store.pg;

import dev.carillon.bus.Call;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailPage;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Mails;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.mail.MailStore;
import dev.carillon.notifier.mail.NewMail;
import dev.carillon.store.pg.Keyset;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.store.pg.idempotency.Idempotency;
import dev.carillon.store.pg.idempotency.Write;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Accepted mail on PostgreSQL. */
final class PgMailStore implements MailStore {
  private static final PgFailures FAILURES = new PgFailures(Map.of());

  private final SqlClient reads;
  private final SqlClient writes;
  private final Idempotency idempotency;

  /** Uses clients that somebody else closes. */
  PgMailStore(SqlClient reads, Pool writes) {
    this.reads = reads;
    this.writes = writes;
    this.idempotency = new Idempotency(writes);
  }

  @Override
  public Future<AcceptedMail> acceptKeyed(
      Call call, AcceptMail request, Supplier<Future<NewMail>> resolve) {
    Write<Accepted> write = Write.of(call, Mails.ACCEPT, request, Accepted.class, a -> null);
    return idempotency
        .once(
            write,
            resolve,
            mail -> on -> accept(on, List.of(mail)).map(new Accepted(mail.id(), MailState.READY)))
        .map(once -> new AcceptedMail(once.value(), once.replayed()));
  }

  @Override
  public Future<Integer> cancelPending(
      DomainEvent event, List<String> addresses, @Nullable UUID userId) {
    Tuple values =
        Tuple.of(event.source(), event.id())
            .addArrayOfString(addresses.toArray(String[]::new))
            .addOffsetDateTime(event.time().atOffset(ZoneOffset.UTC))
            .addUUID(userId);
    return run(writes, MailSql.CANCEL_PENDING, values)
        .map(rows -> rows.iterator().next().getInteger("left"));
  }

  @Override
  public Future<Void> accept(List<NewMail> mails) {
    return accept(writes, mails);
  }

  private static Future<Void> accept(SqlClient on, List<NewMail> mails) {
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(mails.stream().map(NewMail::id).toArray(UUID[]::new))
            .addArrayOfString(texts(mails, NewMail::recipient))
            .addArrayOfString(texts(mails, NewMail::recipientName))
            .addArrayOfString(texts(mails, NewMail::subject))
            .addArrayOfString(texts(mails, NewMail::text))
            .addArrayOfString(texts(mails, NewMail::html))
            .addArrayOfString(texts(mails, NewMail::messageId))
            .addArrayOfUUID(mails.stream().map(NewMail::userId).toArray(UUID[]::new));
    return run(on, MailSql.ACCEPT, values).mapEmpty();
  }

  @Override
  public Future<Boolean> acceptOnce(DomainEvent event, @Nullable NewMail effect) {
    List<Object> values =
        effect == null
            ? Arrays.asList(event.source(), event.id(), null, null, null, null, null, null, null)
            : Arrays.asList(
                event.source(),
                event.id(),
                effect.id(),
                effect.recipient(),
                effect.recipientName(),
                effect.subject(),
                effect.text(),
                effect.messageId(),
                effect.userId());
    return run(writes, MailSql.ACCEPT_ONCE, Tuple.wrap(values))
        .map(rows -> rows.iterator().hasNext());
  }

  @Override
  public Future<Mail> get(UUID id) {
    return run(reads, MailSql.GET, Tuple.of(id))
        .compose(
            rows -> {
              if (!rows.iterator().hasNext()) {
                throw Failure.notFound("mail", id);
              }
              Row mail = rows.iterator().next();
              return run(reads, MailSql.ATTEMPTS, Tuple.of(id))
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
      values.addString(States.letter(request.state()));
    }
    return run(reads, listSql(request), values).map(rows -> MailRows.page(rows, limit));
  }

  @Override
  public Future<Ledger> ledger() {
    return run(reads, MailSql.LEDGER, Tuple.tuple()).map(MailRows::ledger);
  }

  private static String listSql(ListMails request) {
    if (request.userId() != null) {
      return MailSql.LIST_USER;
    }
    if (request.state() == null) {
      return request.to() == null ? MailSql.LIST : MailSql.LIST_TO;
    }
    return request.to() == null ? MailSql.LIST_STATE : MailSql.LIST_TO_STATE;
  }

  private static @Nullable String[] texts(
      List<NewMail> mails, Function<NewMail, @Nullable String> field) {
    @Nullable String[] texts = new @Nullable String[mails.size()];
    Arrays.setAll(texts, i -> field.apply(mails.get(i)));
    return texts;
  }

  private static Future<RowSet<Row>> run(SqlClient client, String sql, Tuple values) {
    return FAILURES.translate(client.preparedQuery(sql).execute(values));
  }
}

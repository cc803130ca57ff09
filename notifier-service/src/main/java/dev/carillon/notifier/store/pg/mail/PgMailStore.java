package dev.carillon.notifier.store.pg.mail;

import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailPage;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.domain.mail.MailRules;
import dev.carillon.notifier.domain.mail.MailStore;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.store.pg.Keyset;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import java.util.function.BiFunction;

/** Reads accepted mail from PostgreSQL. */
public final class PgMailStore implements MailStore {
  private final GuardedClient<SqlClient> reads;

  /** Uses connections that somebody else closes. */
  public PgMailStore(GuardedClient<SqlClient> reads) {
    this.reads = reads;
  }

  @Override
  public Future<Mail> get(UUID id) {
    return get(reads::run, id);
  }

  /**
   * Reads one with its attempts, wherever statements run. NOT_FOUND.
   *
   * @param run runs a statement with its values
   */
  public static Future<Mail> get(BiFunction<String, Tuple, Future<RowSet<Row>>> run, UUID id) {
    return run.apply(MailSql.GET, Tuple.of(id))
        .compose(
            rows -> {
              if (!rows.iterator().hasNext()) {
                throw Failure.notFound("mail", id);
              }
              Row mail = rows.iterator().next();
              return run.apply(MailSql.ATTEMPTS, Tuple.of(id))
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
      values.addString(request.state().lower());
    }
    return reads.run(MailSql.list(request), values).map(rows -> MailRows.page(rows, limit));
  }

  @Override
  public Future<Ledger> ledger() {
    return reads.run(LedgerSql.LEDGER, Tuple.tuple()).map(MailRows::ledger);
  }

  @Override
  public Future<MailRules> rules(NewMail mail) {
    String dedupKey = mail.schedule().dedupKey();
    Tuple values =
        MailSql.RULES
            .values()
            .set("address", mail.recipient())
            .set("topic", mail.tags().topic())
            .set("critical", mail.tags().critical())
            .set("template", mail.tags().template())
            .set("dedupKey", dedupKey == null ? null : mail.scoped(dedupKey))
            .set("windowKey", mail.schedule().window() == null ? null : mail.windowKey())
            .tuple();
    return reads
        .run(MailSql.RULES.sql(), values)
        .map(rows -> MailRows.rules(rows.iterator().next()));
  }
}

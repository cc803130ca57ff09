package dev.carillon.notifier.store.pg.mail;

import dev.carillon.contract.mail.Ledger;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/**
 * Adds the books up. While very many mails stand in no books yet, such as those of an import, each
 * answer is of the books and of some of these, in turn: so that it comes in time, and each of them
 * is looked at by one answer or another.
 */
final class PgLedger {
  /** Half a second's work where PostgreSQL has other things to do too. */
  static final int AT_ONCE = 100_000;

  private final BiFunction<String, Tuple, Future<RowSet<Row>>> statements;
  private final int atOnce;
  private final AtomicLong after = new AtomicLong();

  /**
   * Begins with the oldest of them.
   *
   * @param statements runs a statement with its values
   * @param atOnce how many mails an answer looks at, beside the books
   */
  PgLedger(BiFunction<String, Tuple, Future<RowSet<Row>>> statements, int atOnce) {
    this.statements = statements;
    this.atOnce = atOnce;
  }

  Future<Ledger> read() {
    return statements
        .apply(LedgerSql.OPEN, Tuple.tuple())
        .map(rows -> rows.iterator().next().getLong("n"))
        .compose(
            open ->
                open <= atOnce
                    ? statements.apply(LedgerSql.LEDGER, Tuple.tuple())
                    : statements
                        .apply(LedgerSql.SOME, Tuple.of(atOnce, after.get()))
                        .onSuccess(this::goOn))
        .map(MailRows::ledger);
  }

  /** Behind the last batch it begins anew. */
  private void goOn(RowSet<Row> rows) {
    Long last = rows.iterator().next().getLong("last");
    after.set(last == null ? 0 : last);
  }
}

package dev.carillon.notifier.store.pg.retention;

import dev.carillon.notifier.domain.retention.RetentionStore;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** Retention on PostgreSQL. */
public final class PgRetentionStore implements RetentionStore {
  private static final String MAKE_WEEKS = "select make_mail_weeks() as n";
  private static final String FORGET_CONTENT =
      "select forget_mail_content($1 * interval '1 s', $2) as n";

  /** With what is remembered of suppressions that ended as long ago. */
  private static final String FORGET_RECORDS =
      """
      with ended as (
        delete from suppression_past where id in (
          select id from (select id, until from suppression_past order by id limit $2::int) oldest
          where until < clock_now() - $1 * interval '1 s')
      )
      select forget_mail_records($1 * interval '1 s', $2::int) as n
      """;

  private static final String FORGET_CLAIMS = "select forget_claims($1 * interval '1 s', $2) as n";
  private static final String FORGET_EVENTS = "select forget_events($1 * interval '1 s', $2) as n";
  private static final String BALANCE = "select balance_books($1) as more";
  private static final String ADOPT = "select adopt_mail($1) as more";
  private static final String DROP_WEEK = "select drop_mail_week($1 * interval '1 s') as n";

  private final SqlClient client;

  /** Uses a client that somebody else closes. */
  public PgRetentionStore(SqlClient client) {
    this.client = client;
  }

  @Override
  public Future<Void> makeWeeks() {
    return number(MAKE_WEEKS, Tuple.tuple()).mapEmpty();
  }

  @Override
  public Future<Integer> forgetContent(Duration keep, int most) {
    return number(FORGET_CONTENT, Tuple.of((double) keep.toSeconds(), most));
  }

  @Override
  public Future<Integer> forgetRecords(Duration keep, int most) {
    return number(FORGET_RECORDS, Tuple.of((double) keep.toSeconds(), most));
  }

  @Override
  public Future<Integer> forgetClaims(Duration keep, int most) {
    return number(FORGET_CLAIMS, Tuple.of((double) keep.toSeconds(), most));
  }

  @Override
  public Future<Integer> forgetEvents(Duration keep, int most) {
    return number(FORGET_EVENTS, Tuple.of((double) keep.toSeconds(), most));
  }

  @Override
  public Future<Boolean> balance(int most) {
    return isTrue(ADOPT, most)
        .compose(more -> isTrue(BALANCE, most).map(moreOfIt -> more || moreOfIt));
  }

  private Future<Boolean> isTrue(String sql, int most) {
    return PgFailures.PLAIN
        .run(client, sql, Tuple.of(most))
        .map(rows -> Boolean.TRUE.equals(rows.iterator().next().getBoolean("more")));
  }

  @Override
  public Future<Integer> dropWeek(Duration keep) {
    return number(DROP_WEEK, Tuple.of((double) keep.toSeconds()));
  }

  private Future<Integer> number(String sql, Tuple values) {
    return PgFailures.PLAIN
        .run(client, sql, values)
        .map(rows -> rows.iterator().next().getInteger("n"));
  }
}

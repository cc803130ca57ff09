package dev.carillon.notifier.store.pg.mail;

import dev.carillon.notifier.domain.mail.ChangeResult;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Map;

/** Changes a mail that waits, and says where it is if it does not. */
final class Changing {
  private static final PgFailures FAILURES = new PgFailures(Map.of());

  /** What is nowhere was moved by somebody else between two looks: looked for again. */
  private static final int LOOKS = 30;

  private Changing() {}

  /** The first value is the mail's id; the statement says how many it changed. */
  static Future<ChangeResult> run(SqlClient client, String sql, Tuple values) {
    return run(client, sql, values, LOOKS);
  }

  private static Future<ChangeResult> run(SqlClient client, String sql, Tuple values, int looks) {
    return execute(client, sql, values)
        .compose(
            changed ->
                changed.getInteger("n") > 0
                    ? Future.succeededFuture(ChangeResult.CHANGED)
                    : execute(client, ControlSql.PLACE, Tuple.of(values.getUUID(0)))
                        .compose(
                            place ->
                                isNowhere(place) && looks > 1
                                    ? run(client, sql, values, looks - 1)
                                    : Future.succeededFuture(notWaiting(place))));
  }

  private static boolean isNowhere(Row place) {
    return place.getBoolean("known") && !place.getBoolean("settled") && !place.getBoolean("leased");
  }

  private static ChangeResult notWaiting(Row place) {
    if (!place.getBoolean("known")) {
      return ChangeResult.UNKNOWN;
    }
    return place.getBoolean("settled") ? ChangeResult.SETTLED : ChangeResult.TAKEN;
  }

  private static Future<Row> execute(SqlClient client, String sql, Tuple values) {
    Future<RowSet<Row>> rows = client.preparedQuery(sql).execute(values);
    return FAILURES.translate(rows).map(r -> r.iterator().next());
  }
}

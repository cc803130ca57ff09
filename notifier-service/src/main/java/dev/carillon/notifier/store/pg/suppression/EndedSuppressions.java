package dev.carillon.notifier.store.pg.suppression;

import dev.carillon.contract.Cursor;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.suppressions.Suppression;
import dev.carillon.contract.suppressions.SuppressionPage;
import dev.carillon.json.Doc;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.store.pg.Paged;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/** What was taken off the list of suppressions, as far as it is remembered. */
record EndedSuppressions(GuardedClient<SqlClient> lists) {
  private static final String ORDER = "ended";

  /** The newest first, of an address or of all. INVALID for a cursor of another list. */
  Future<SuppressionPage> list(@Nullable String address, PageRequest page) {
    Cursor cursor = Cursor.parse(page.cursor(), ORDER);
    Long before = cursor == null ? null : number(cursor);
    return lists
        .run(SuppressionSql.LIST_ENDED, Tuple.of(address, before, page.limit() + 1))
        .map(
            rows -> {
              Paged<Suppression> items =
                  Paged.of(rows, page.limit(), EndedSuppressions::ended, EndedSuppressions::cursor);
              return new SuppressionPage(items.items(), items.next());
            });
  }

  private static Suppression ended(Row row) {
    return PgSuppressionStore.suppression(row)
        .ended(PgSuppressionStore.time(row, "until"), row.getString("ended_by"));
  }

  private static String cursor(Row last) {
    return new Cursor(ORDER, Doc.of(last.getLong("id")), "").text();
  }

  private static long number(Cursor cursor) {
    if (cursor.value().value() instanceof Number number) {
      return number.longValue();
    }
    throw Cursor.unknown();
  }
}

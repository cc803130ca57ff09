package dev.carillon.notifier.store.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notifier.store.pg.queue.PgQueueStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who settles, erases or forgets reads the windows that concern it, however many there are. */
class WindowSizeIT extends QueueTables {
  private static final int WINDOWS = 50_000;
  private static final int FEW = 100;
  private static final String READ =
      "select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint from"
          + " pg_stat_xact_user_tables where schemaname = 'notifier' and relname = 'merge_window'";

  private final Pool controls = stores.clients().pool(1, PgQueueStore.CONNECTION_SETTINGS);

  @AfterEach
  void close() {
    controls.close().await();
  }

  @Test
  void aMailThatIsCalledBackFindsItsWindow() throws Exception {
    UUID earlier = accept();
    UUID last = accept();
    fill();
    asOwner(
        "update mail set replaces = '%1$s' where id = '%2$s'; insert into outcome (mail_id, state, attempt, at, merged_into) values ('%1$s', 'm', 1, clock_now(), '%2$s'); update merge_window set mail_id = '%2$s' where key = 'k7'"
            .formatted(earlier, last));
    assertThat(
            read(
                "insert into notifier.outcome (mail_id, state, attempt, at)"
                    + " values ('"
                    + last
                    + "', 'c', 1, clock_now())"))
        .isPositive()
        .isLessThan(FEW);
    assertThat(query("select mail_id from merge_window where key = 'k7'"))
        .isEqualTo(earlier.toString());
  }

  @Test
  void anErasureFindsTheWindowsOfThePerson() throws Exception {
    fill();
    assertThat(
            read(
                "select notifier.erase_traces(gen_random_uuid(), array['person7@b.c'],"
                    + " gen_random_uuid(), clock_now())"))
        .isPositive()
        .isLessThan(FEW);
    assertThat(query("select count(*) from merge_window")).isEqualTo("" + (WINDOWS - 1));
    UUID waits = accept();
    asOwner("update merge_window set mail_id = '" + waits + "' where key = 'k8'; analyze");
    stores.erasures().cancelPending(erased("a@b.c")).await();
    assertThat(query("select count(*) from merge_window")).isEqualTo("" + (WINDOWS - 2));
  }

  @Test
  void whatIsForgottenIsFoundByItsEnd() throws Exception {
    fill();
    asOwner(
        "update merge_window set closes_at = clock_now() - interval '3 days'"
            + " where split_part(key, 'k', 2)::int <= "
            + FEW
            + "; analyze merge_window");
    assertThat(read(forget())).isPositive().isLessThanOrEqualTo(3L * FEW);
    assertThat(query("select count(*) from merge_window")).isEqualTo("" + (WINDOWS - FEW));
    assertThat(read(forget())).isLessThan(FEW);
  }

  private static void fill() {
    asOwner(
        "insert into merge_window (key, mail_id, since, closes_at, recipient) select 'k' || n,"
            + " gen_random_uuid(), clock_now() - interval '1 h', clock_now() + interval '1 h',"
            + " 'Person' || n || '@b.c' from generate_series(1, "
            + WINDOWS
            + ") n; analyze merge_window");
  }

  private static String forget() throws ReflectiveOperationException {
    return SizeIT.sql("accept.AcceptSql", "FORGET").replace("$1", "1000");
  }

  /** How many windows a statement reads, also where a function or a trigger does it. */
  private long read(String sql) {
    return controls
        .withTransaction(
            tx ->
                count(tx)
                    .compose(
                        before ->
                            tx.query(sql)
                                .execute()
                                .compose(v -> count(tx))
                                .map(after -> after - before)))
        .await();
  }

  private static Future<Long> count(SqlConnection tx) {
    return tx.query(READ).execute().map(rows -> rows.iterator().next()).map(WindowSizeIT::first);
  }

  private static long first(Row row) {
    return row.getLong(0);
  }
}

package dev.carillon.notifier.store.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.PageRequest;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.suppressions.Pause;
import dev.carillon.contract.throttles.Throttle;
import dev.carillon.notifier.store.pg.queue.PgQueueStore;
import dev.carillon.store.pg.PgClients;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What is listed, counted and let go of 200,000 mails costs what it gives, and not what is there.
 */
class SizeIT extends QueueTables {
  private static final int MAILS = 200_000;
  private static final int PAGE = 51;
  private static final UUID FIRST = new UUID(0, 0);
  private static final UUID LAST = new UUID(-1, -1);
  private static final UUID SOMEBODY = UUID.fromString("00000000-0000-7000-8000-000000000008");
  private static final String TOUCHED =
      "select relname as table, (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint as rows"
          + " from pg_stat_xact_user_tables where schemaname = 'notifier' and relname <> 'clock_shift'";
  private static final String SQL = "dev.carillon.notifier.store.pg.";

  @Test
  void whatUsersAskForCostsWhatItGives() throws Exception {
    fill();
    Pool lists = stores.clients().pool(1, PgClients.BY_INDEX);
    check(lists, "list", list(null, null, null), Tuple.of(LAST, PAGE, FIRST), PAGE);
    check(
        lists,
        "to",
        list("person7@example.org", null, null),
        Tuple.of(LAST, PAGE, FIRST, "person7@example.org"),
        PAGE);
    check(lists, "user", list(null, null, SOMEBODY), Tuple.of(LAST, PAGE, FIRST, SOMEBODY), PAGE);
    for (MailState state : MailState.values()) {
      Tuple values = Tuple.of(LAST, PAGE, FIRST, state.lower());
      // of ready mail there is no index: the whole of a short queue is looked at
      int work = state == MailState.READY ? MAILS / 50 : PAGE + 50;
      check(lists, state.lower(), list(null, state, null), values, work);
    }
    check(
        lists,
        "suppressions",
        sql("suppression.SuppressionSql", "LIST"),
        Tuple.of("", "", PAGE),
        PAGE);
    check(
        lists,
        "suppression of an address",
        sql("suppression.SuppressionSql", "LIST_OF_ADDRESS"),
        Tuple.of("", "", PAGE, "left7@example.org"),
        1);
    UUID dead = UUID.fromString(query("select mail_id from outcome where state = 'd' limit 1"));
    check(lists, "one mail", sql("mail.MailSql", "GET"), Tuple.of(dead), 1);
    check(lists, "attempts", sql("mail.MailSql", "ATTEMPTS"), Tuple.of(dead), 1);
    listsByTemplate(lists);
    check(lists, "how much waits", sql("mail.DepthSql", "DEPTH"), Tuple.tuple(), 10_000);
    lists.close().await();

    Pool controls = stores.clients().pool(1, PgQueueStore.CONNECTION_SETTINGS);
    touches(
        controls,
        "retry all",
        sql("control.ControlSql", "RETRY"),
        Tuple.of("ada", "", null, "d", 1_000),
        1_000);
    givenUp(controls);
    asOwner("insert into hold_release values ('paused: shop', clock_now())");
    check(
        controls, "release", sql("suppression.SuppressionSql", "RELEASE"), Tuple.of(2_000), 2_000);
    touches(
        controls,
        "erase",
        sql("erasure.ErasureSql", "ERASE_MAILS"),
        Tuple.tuple()
            .addUUID(SOMEBODY)
            .addArrayOfString(new String[] {"person8@example.org"})
            .addUUID(SOMEBODY)
            .addOffsetDateTime(OffsetDateTime.now(ZoneOffset.UTC))
            .addInteger(500),
        1_250); // each is looked at and changed in several tables
    controls.close().await();
    resumeEndsByItself();
  }

  @Test
  void whatAThrottleThatIsGoneHasLeftIsFoundAmongWhatIsParkedElsewhere() throws Exception {
    stores
        .throttles()
        .putThrottle(new Throttle("stays", null, true, 1, Duration.ofDays(1)))
        .await();
    String later = "clock_now() + interval '1 day'";
    asOwner(
        ("insert into throttle_key (throttle, key, until, next_at)"
                + " select id, 'k' || n, %1$s, %1$s from throttle, generate_series(1, 50000) n;"
                + " insert into throttle_key (throttle, key, until, next_at) select id + 1, 'k' || n,"
                + " %1$s, case when n %% 1000 = 0 then %1$s end"
                + " from throttle, generate_series(1, 50000) n; analyze throttle_key")
            .formatted(later));
    Pool controls = stores.clients().pool(1, PgQueueStore.CONNECTION_SETTINGS);
    String left = sql("throttle.ThrottleSql", "WAKE_LEFT");
    check(controls, "left parked", left, Tuple.of(1_000), 50);
    check(controls, "nothing left parked", left, Tuple.of(1_000), 20);
    controls.close().await();
  }

  /** One in some hundred is only unknown, and stands between those that are dead. */
  private static void givenUp(Pool controls) throws Exception {
    OffsetDateTime first = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    String piece = sql("control.ControlSql", "GIVEN_UP").formatted(1_000);
    check(controls, "given up", piece, Tuple.of("d", first, FIRST, null), 2_000);
    UUID[] dead =
        query(
                "select string_agg(mail_id::text, ' ') from (select mail_id from outcome"
                    + " where state = 'd' order by at, mail_id limit 300) oldest")
            .lines()
            .flatMap(line -> java.util.Arrays.stream(line.split(" ", -1)))
            .map(UUID::fromString)
            .toArray(UUID[]::new);
    assertThat(dead).hasSize(300);
    String these = sql("control.ControlSql", "RETRY_THESE");
    touches(controls, "retry these", these, Tuple.of("ada", "", dead), 600);
  }

  /** The oldest have it; those of before the weeks have an index by the script that made it. */
  private static void listsByTemplate(Pool lists) throws ReflectiveOperationException, IOException {
    ListMails rare = new ListMails(null, null, null, "rare", null, null, new PageRequest(50, null));
    Tuple values = Tuple.of(LAST, PAGE, FIRST, "rare");
    check(lists, "template", list(rare), values, PAGE);
    asOwner(
        "create table mail_before (like mail_carried including defaults, primary key (id));"
            + " with old as (delete from mail where id in (select id from mail order by id limit 20000)"
            + " returning *) insert into mail_before select * from old;"
            + " select make_mail_views(); "
            + indexOfOldMail()
            + " analyze mail_before");
    try {
      check(lists, "template of before", list(rare), values, PAGE);
    } finally {
      asOwner(
          "alter table mail_before rename to mail_gone; select make_mail_views();"
              + " insert into mail select * from mail_gone; drop table mail_gone");
    }
  }

  private static String indexOfOldMail() throws IOException {
    try (InputStream file =
        SizeIT.class.getResourceAsStream("/db/notifier/V28__large_queues.sql")) {
      String script = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      int from = script.indexOf("do $$");
      return script.substring(from, script.indexOf("$$;", from) + 3);
    }
  }

  /** Sixteen thousand held mails: the answer does not wait for all of them. */
  private static void resumeEndsByItself() throws SQLException {
    asOwner("delete from hold_release");
    assertThat(held()).isEqualTo(MAILS * 8 / 100 - 2_000);
    stores.suppressions().resume(new Pause("shop"), ADA).await();
    assertThat(held()).isPositive().isLessThan(MAILS * 8 / 100 - 2_000);
    while (stores.suppressions().release().await()) {
      // a loop of every process does this
    }
    assertThat(held()).isZero();
    assertThat(query("select count(*) from hold_release")).isEqualTo("0");
  }

  private static long held() throws SQLException {
    return Long.parseLong(query("select count(*) from deferred where reason = 'h'"));
  }

  private static void fill() throws IOException {
    try (InputStream file = SizeIT.class.getResourceAsStream("/generated/mail.sql")) {
      String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      asOwner(sql.replace("${mails}", Integer.toString(MAILS)));
    }
    asOwner("analyze");
  }

  /** The same where a function does it, which no plan shows: rows of each table, as counted. */
  private static void touches(SqlClient client, String what, String sql, Tuple values, long work) {
    Map<String, Long> before = new HashMap<>(); // what the session has not handed in yet
    ((Pool) client)
        .withTransaction(
            tx ->
                tx.query(TOUCHED)
                    .execute()
                    .onSuccess(
                        rows ->
                            rows.forEach(
                                row -> before.put(row.getString("table"), row.getLong("rows"))))
                    .compose(v -> tx.preparedQuery(sql).execute(values))
                    .compose(v -> tx.query(TOUCHED).execute()))
        .await()
        .forEach(
            row ->
                assertThat(row.getLong("rows") - before.getOrDefault(row.getString("table"), 0L))
                    .as("%s: %s", what, row.getString("table"))
                    .isLessThanOrEqualTo(3 * work));
  }

  private static void check(SqlClient client, String what, String sql, Tuple values, long work) {
    Plan.of(client, sql, values).reads(what, work);
  }

  private static String list(String to, MailState state, UUID user)
      throws ReflectiveOperationException {
    return list(new ListMails(to, state, user, new PageRequest(50, null)));
  }

  private static String list(ListMails request) throws ReflectiveOperationException {
    Method list = Class.forName(SQL + "mail.MailSql").getDeclaredMethod("list", ListMails.class);
    list.setAccessible(true);
    return (String) list.invoke(null, request);
  }

  /** A statement of a room, which only its room may use otherwise. */
  static String sql(String room, String name) throws ReflectiveOperationException {
    Field field = Class.forName(SQL + room).getDeclaredField(name);
    field.setAccessible(true);
    return (String) field.get(null);
  }
}

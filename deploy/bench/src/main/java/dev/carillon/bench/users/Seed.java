package dev.carillon.bench.users;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The tables behind the servers: fills them, and is the witness of what a round did to them. */
final class Seed implements AutoCloseable {
  /** Ids count up, so that pgbench can make them too. */
  private static final String INSERT =
      """
      insert into users (id, email, name, search_name, created_at, updated_at)
      select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
             'seed' || n || '@example.org', 'User ' || n, 'user ' || n, t, t
      from generate_series(1, $1) n, lateral (
        select timestamptz '2026-01-01T00:00:00Z' + n * interval '1 ms' as t) at
      """;

  private static final String IDS =
      "select id, created_at from users where email like 'seed%' order by random() limit 100000";

  private static final String EVENTS =
      """
      insert into outbox (id, subject, type, at, payload)
      select gen_random_uuid(), 'user:' || id, 'users.changed.v1', created_at,
             jsonb_build_object('change', 'created', 'userId', id, 'email', email, 'name', name,
               'version', version, 'welcome', true)
      from users limit $1
      """;

  private final PgConnection owner;

  /** A user that is there. */
  record Row(String id, String createdAt) {}

  Seed(Vertx vertx, String ownerUrl) {
    this.owner =
        PgConnection.connect(
                vertx, PgConnectOptions.fromUri(ownerUrl).addProperty("search_path", "users"))
            .await();
  }

  /** At most a hundred thousand of the users, in no order. */
  List<Row> insert(int users) {
    owner.preparedQuery(INSERT).execute(Tuple.of(users)).await();
    owner.query("vacuum analyze users").execute().await();
    List<Row> rows = new ArrayList<>();
    owner
        .query(IDS)
        .execute()
        .await()
        .forEach(
            row ->
                rows.add(
                    new Row(
                        row.getUUID(0).toString(),
                        row.getOffsetDateTime(1)
                            .withOffsetSameInstant(ZoneOffset.UTC)
                            .toInstant()
                            .toString())));
    return rows;
  }

  /** Bytes of WAL since the server was made. */
  long wal() {
    return number("select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint");
  }

  /** Events that were not relayed yet. */
  long waiting() {
    return number("select count(*) from outbox");
  }

  /** Events of the users that there are, as they would have been written. */
  void events(int most) {
    owner.preparedQuery(EVENTS).execute(Tuple.of(most)).await();
  }

  long number(String sql) {
    return owner.query(sql).execute().await().iterator().next().getLong(0);
  }

  /** Users of a mark with exactly one audit entry and the address as they were asked for. */
  long created(String mark) {
    return number(
        "select count(*) from users u where email like '"
            + mark
            + "%' and 1 = (select count(*) from audit_log a where a.user_id = u.id)");
  }

  /** How many transactions made the users of a mark. */
  long transactions(String mark) {
    return number("select count(distinct xmin::text) from users where email like '" + mark + "%'");
  }

  long inactive() {
    return number("select count(*) from users where not active");
  }

  /** As before a round. */
  void reset() {
    owner.query("update users set active = true where not active").execute().await();
    owner.query("truncate outbox").execute().await();
    owner.query("vacuum users").execute().await();
  }

  @Override
  public void close() {
    owner.close().await();
  }
}

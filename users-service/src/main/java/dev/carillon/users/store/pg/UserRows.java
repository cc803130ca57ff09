package dev.carillon.users.store.pg;

import dev.carillon.contract.users.AuditEntry;
import dev.carillon.contract.users.User;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Runs statements of the directory and reads their rows. */
final class UserRows {
  private static final PgFailures FAILURES =
      new PgFailures(Map.of("users_email", "/email", "users_external_id", "/externalId"));

  private UserRows() {}

  static Future<RowSet<Row>> run(SqlClient client, String sql, Tuple values) {
    return FAILURES.translate(client.preparedQuery(sql).execute(values));
  }

  static Map<UUID, User> byId(RowSet<Row> rows) {
    Map<UUID, User> users = HashMap.newHashMap(rows.size());
    for (Row row : rows) {
      User user = user(row);
      users.put(user.id(), user);
    }
    return users;
  }

  /** By position, in the order of {@link UserSql#COLUMNS}: this is the hottest path there is. */
  static User user(Row row) {
    return new User(
        row.getUUID(0),
        row.getString(1),
        row.getString(2),
        row.getBoolean(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getLong(7),
        row.getOffsetDateTime(8).toInstant(),
        row.getOffsetDateTime(9).toInstant());
  }

  static AuditEntry auditEntry(Row row) {
    String[] fields = row.getArrayOfStrings("fields");
    String[] before = row.getArrayOfStrings("before");
    String[] after = row.getArrayOfStrings("after");
    List<AuditEntry.Change> changes = new ArrayList<>();
    for (int i = 0; i < fields.length; i++) {
      if (fields[i] != null) { // no values at all are one row of nulls
        changes.add(new AuditEntry.Change(fields[i], before[i], after[i]));
      }
    }
    return new AuditEntry(
        row.getString("action"),
        row.getString("actor"),
        row.getString("request_id"),
        row.getOffsetDateTime("at").toInstant(),
        changes);
  }
}

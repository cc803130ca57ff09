package dev.carillon.users.store.pg;

import dev.carillon.async.task.Outcome;
import dev.carillon.contract.users.AuditEntry;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserChange;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.store.pg.idempotency.Idempotency;
import dev.carillon.store.pg.idempotency.IdempotentResult;
import dev.carillon.users.domain.search.SearchWords;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs statements of the directory; where its rows and our records meet. */
final class UserRows {
  private static final PgFailures FAILURES =
      new PgFailures(Map.of("users_email", "/email", "users_external_id", "/externalId"));

  private UserRows() {}

  static Future<RowSet<Row>> run(SqlClient client, String sql, Tuple values) {
    return client
        .preparedQuery(sql)
        .execute(values)
        .recover(e -> Future.failedFuture(FAILURES.of(e)));
  }

  /** Adds a user, or tells why that cannot be. */
  static Future<User> addOne(SqlClient on, NewUser user) {
    return run(on, CreateSql.CREATE_ALL, values(List.of(user)))
        .map(rows -> user(rows.iterator().next()));
  }

  /**
   * Adds those who can be added; gives them by id. In the order of their addresses, so that two
   * commits that want the same ones do not wait for one another in a circle.
   */
  static Future<Map<UUID, User>> addSome(SqlClient on, List<NewUser> users) {
    List<NewUser> sorted =
        users.stream()
            .sorted(Comparator.comparing(u -> u.user().email().toLowerCase(Locale.ROOT)))
            .toList();
    return run(on, CreateSql.CREATE_SOME, values(sorted)).map(UserRows::byId);
  }

  /** The same under idempotency keys; an answer that a key got before is given instead. */
  static Future<Map<UUID, Outcome<UserChange>>> addKeyed(
      SqlClient on, List<UserCreates.Keyed> users) {
    Map<UUID, UserCreates.Keyed> byId = HashMap.newHashMap(users.size());
    users.forEach(one -> byId.put(one.user().id(), one));
    List<UserCreates.Keyed> sorted =
        users.stream()
            .sorted(Comparator.comparing(u -> u.user().user().email().toLowerCase(Locale.ROOT)))
            .toList();
    Tuple values =
        values(sorted.stream().map(UserCreates.Keyed::user).toList())
            .addArrayOfString(sorted.stream().map(u -> u.key().key()).toArray(String[]::new))
            .addArrayOfBuffer(
                sorted.stream().map(u -> u.key().fingerprint()).toArray(Buffer[]::new))
            .addString(users.get(0).key().operation())
            .addInteger(Idempotency.HOURS);
    return run(on, CreateSql.CREATE_KEYED, values)
        .map(
            rows -> {
              Map<UUID, Outcome<UserChange>> done = HashMap.newHashMap(rows.size());
              rows.forEach(row -> done.put(row.getUUID(0), keyed(row, byId)));
              return done;
            });
  }

  private static Outcome<UserChange> keyed(Row row, Map<UUID, UserCreates.Keyed> byId) {
    UserCreates.Keyed asked = Objects.requireNonNull(byId.get(row.getUUID(0)));
    if (row.getBuffer("fingerprint") == null) {
      return new Outcome.Success<>(new UserChange(user(row), false));
    }
    return switch (IdempotentResult.outcome(row, asked.key().fingerprint(), User.class)) {
      case Outcome.Success<IdempotentResult<User>>(IdempotentResult<User> before) ->
          new Outcome.Success<>(new UserChange(before.value(), true));
      case Outcome.Failure<IdempotentResult<User>>(Throwable kept) -> new Outcome.Failure<>(kept);
    };
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

  /** The parameters of {@link CreateSql#CREATE_ALL}. */
  private static Tuple values(List<NewUser> users) {
    return Tuple.tuple()
        .addArrayOfUUID(uuids(users, NewUser::id))
        .addArrayOfString(texts(users, u -> u.user().email()))
        .addArrayOfString(texts(users, u -> u.user().name()))
        .addArrayOfString(texts(users, u -> u.user().locale()))
        .addArrayOfString(texts(users, u -> u.user().zone()))
        .addArrayOfString(texts(users, u -> u.user().externalId()))
        .addArrayOfString(texts(users, u -> SearchWords.of(u.user().name())))
        .addArrayOfUUID(uuids(users, NewUser::auditId))
        .addArrayOfString(texts(users, u -> u.actor().principal()))
        .addArrayOfString(texts(users, u -> u.actor().requestId()))
        .addArrayOfUUID(uuids(users, NewUser::eventId))
        .addArrayOfBoolean(users.stream().map(u -> u.user().wantsWelcome()).toArray(Boolean[]::new))
        .addArrayOfBoolean(users.stream().map(NewUser::kept).toArray(Boolean[]::new))
        .addArrayOfString(texts(users, NewUser::traceparent));
  }

  private static UUID[] uuids(List<NewUser> users, Function<NewUser, UUID> field) {
    return users.stream().map(field).toArray(UUID[]::new);
  }

  private static @Nullable String[] texts(
      List<NewUser> users, Function<NewUser, @Nullable String> field) {
    @Nullable String[] texts = new @Nullable String[users.size()];
    Arrays.setAll(texts, i -> field.apply(users.get(i)));
    return texts;
  }
}

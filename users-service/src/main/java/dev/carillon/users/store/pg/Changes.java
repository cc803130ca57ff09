package dev.carillon.users.store.pg;

import dev.carillon.async.time.Uuid7;
import dev.carillon.bus.Call;
import dev.carillon.contract.IfMatch;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.Erased;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.User;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.users.domain.SearchWords;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Changes users, each in one statement. */
final class Changes {
  private static final @Nullable String[] NO_TEXTS = new @Nullable String[6];

  private final Uuid7 ids;

  /**
   * A user after a change.
   *
   * @param changed whether there was anything to change
   */
  record Changed(User user, boolean changed) {}

  Changes(Uuid7 ids) {
    this.ids = ids;
  }

  Future<Changed> patch(SqlClient on, Call call, PatchUser request) {
    String name = request.patch().text("name");
    @Nullable String[] texts = {
      request.patch().text("email"),
      name,
      request.patch().text("locale"),
      request.patch().text("zone"),
      request.patch().text("externalId"),
      name == null ? null : SearchWords.of(name)
    };
    String[] fields = request.patch().members().keySet().toArray(String[]::new);
    Tuple values = condition(request.id(), request.ifMatch()).addArrayOfString(fields);
    return change(on, request.id(), finish(values, texts, null, "changed", call));
  }

  Future<Changed> setActive(SqlClient on, Call call, ChangeUser request, boolean active) {
    Tuple values =
        condition(request.id(), request.ifMatch()).addArrayOfString(new String[] {"active"});
    String action = active ? "reactivated" : "deactivated";
    return change(on, request.id(), finish(values, NO_TEXTS, active, action, call));
  }

  Future<Erased> erase(SqlClient on, Call call, ChangeUser request) {
    UUID id = request.id();
    return UserRows.run(on, UserSql.ERASE, signed(condition(id, request.ifMatch()), call))
        .compose(
            rows -> {
              if (!rows.iterator().hasNext()) {
                return erasedBefore(on, id);
              }
              OffsetDateTime at = rows.iterator().next().getOffsetDateTime("erased_at");
              if (at == null) {
                throw otherVersion(null);
              }
              return Future.succeededFuture(new Erased(id, at.toInstant()));
            });
  }

  private static Future<Erased> erasedBefore(SqlClient on, UUID id) {
    return UserRows.run(on, UserSql.ERASED_AT, Tuple.of(id))
        .map(
            rows -> {
              if (!rows.iterator().hasNext()) {
                throw Failure.notFound("user", id);
              }
              return new Erased(
                  id, rows.iterator().next().getOffsetDateTime("erased_at").toInstant());
            });
  }

  private static Future<Changed> change(SqlClient on, UUID id, Tuple values) {
    return UserRows.run(on, UserSql.CHANGE, values).map(rows -> changed(id, rows));
  }

  private static Changed changed(UUID id, RowSet<Row> rows) {
    if (!rows.iterator().hasNext()) {
      throw Failure.notFound("user", id);
    }
    Row row = rows.iterator().next();
    String result = row.getString("result");
    if (result.equals("p")) {
      throw otherVersion(row.getLong("version"));
    }
    return new Changed(UserRows.user(row), result.equals("c"));
  }

  private static Failure otherVersion(@Nullable Long present) {
    return Failure.of(
        FailureCode.PRECONDITION,
        "If-Match names another version than the user has now"
            + (present == null ? "" : ", which is \"v" + present + "\""));
  }

  private static Tuple condition(UUID id, @Nullable IfMatch given) {
    IfMatch ifMatch = Objects.requireNonNullElse(given, IfMatch.ANY);
    return Tuple.of(id, ifMatch.any()).addArrayOfLong(ifMatch.versions().toArray(Long[]::new));
  }

  private Tuple finish(
      Tuple values, @Nullable String[] texts, @Nullable Boolean active, String action, Call call) {
    for (String text : texts) {
      values.addString(text);
    }
    return signed(values.addBoolean(active).addString(action), call);
  }

  private Tuple signed(Tuple values, Call call) {
    return values
        .addUUID(ids.next())
        .addString(call.principal())
        .addString(call.requestId())
        .addUUID(ids.next());
  }
}

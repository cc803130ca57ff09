package dev.carillon.users.store.pg;

import dev.carillon.async.time.Uuid7;
import dev.carillon.contract.IfMatch;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.Erasure;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.User;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.request.Actor;
import dev.carillon.users.domain.search.SearchWords;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Changes and erases users who exist, each in one statement. */
final class UserUpdates {
  /** The members of a patch that are texts, in the order of the statement's values. */
  private static final List<String> TEXTS =
      List.of("email", "name", "locale", "zone", "externalId");

  private final Uuid7 ids;

  /**
   * A user after a change.
   *
   * @param changed whether there was anything to change
   */
  record Updated(User user, boolean changed) {}

  /** What {@link UserSql#CHANGE} answers. */
  private enum Result {
    CHANGED,
    SAME,
    OTHER_VERSION
  }

  UserUpdates(Uuid7 ids) {
    this.ids = ids;
  }

  Future<Updated> patch(SqlClient on, PatchUser request, Actor actor) {
    String[] fields = request.patch().members().keySet().toArray(String[]::new);
    Tuple values = condition(request.id(), request.ifMatch()).addArrayOfString(fields);
    return change(on, request.id(), finish(values, request.patch(), null, "changed", actor));
  }

  Future<Updated> setActive(SqlClient on, ChangeUser request, boolean active, Actor actor) {
    Tuple values =
        condition(request.id(), request.ifMatch()).addArrayOfString(new String[] {"active"});
    String action = active ? "reactivated" : "deactivated";
    return change(on, request.id(), finish(values, Doc.object(), active, action, actor));
  }

  Future<Erasure> erase(SqlClient on, ChangeUser request, Actor actor) {
    UUID id = request.id();
    return UserRows.run(on, UserSql.ERASE, signed(condition(id, request.ifMatch()), actor))
        .compose(
            rows -> {
              if (!rows.iterator().hasNext()) {
                return erasedBefore(on, id);
              }
              OffsetDateTime at = rows.iterator().next().getOffsetDateTime("erased_at");
              if (at == null) {
                throw otherVersion(null);
              }
              return Future.succeededFuture(new Erasure(id, at.toInstant()));
            });
  }

  private static Future<Erasure> erasedBefore(SqlClient on, UUID id) {
    return UserRows.run(on, UserSql.ERASED_AT, Tuple.of(id))
        .map(
            rows -> {
              if (!rows.iterator().hasNext()) {
                throw Failure.notFound("user", id);
              }
              return new Erasure(
                  id, rows.iterator().next().getOffsetDateTime("erased_at").toInstant());
            });
  }

  private static Future<Updated> change(SqlClient on, UUID id, Tuple values) {
    return UserRows.run(on, UserSql.CHANGE, values).map(rows -> updated(id, rows));
  }

  private static Updated updated(UUID id, RowSet<Row> rows) {
    if (!rows.iterator().hasNext()) {
      throw Failure.notFound("user", id);
    }
    Row row = rows.iterator().next();
    return switch (Result.valueOf(row.getString("result"))) {
      case CHANGED -> new Updated(UserRows.user(row), true);
      case SAME -> new Updated(UserRows.user(row), false);
      case OTHER_VERSION -> throw otherVersion(row.getLong("version"));
    };
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
      Tuple values, Doc texts, @Nullable Boolean active, String action, Actor actor) {
    TEXTS.forEach(member -> values.addString(texts.text(member)));
    String name = texts.text("name");
    values.addString(name == null ? null : SearchWords.of(name));
    return signed(values.addBoolean(active).addString(action), actor);
  }

  private Tuple signed(Tuple values, Actor actor) {
    return values
        .addUUID(ids.next())
        .addString(actor.principal())
        .addString(actor.requestId())
        .addUUID(ids.next());
  }
}

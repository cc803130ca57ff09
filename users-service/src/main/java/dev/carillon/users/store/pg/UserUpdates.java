package dev.carillon.users.store.pg;

import dev.carillon.async.time.Uuid7;
import dev.carillon.async.trace.Traces;
import dev.carillon.contract.IfMatch;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.Erasure;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.contract.users.UserEvent.Changed.Kind;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.request.Actor;
import dev.carillon.users.domain.UserNews;
import dev.carillon.users.domain.search.SearchWords;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
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
  private final UserNews news;

  /**
   * A user after a change.
   *
   * @param changed whether there was anything to change
   * @param event its id
   * @param kept whether the event was written
   */
  record Updated(User user, boolean changed, UUID event, Kind kind, boolean kept) {}

  /** What {@link UserSql#CHANGE} answers. */
  private enum Result {
    CHANGED,
    SAME,
    OTHER_VERSION
  }

  UserUpdates(Uuid7 ids, UserNews news) {
    this.ids = ids;
    this.news = news;
  }

  Future<Updated> patch(SqlClient on, PatchUser request, Actor actor) {
    String[] fields = request.patch().members().keySet().toArray(String[]::new);
    Tuple values = condition(request.id(), request.ifMatch()).addArrayOfString(fields);
    return change(on, request.id(), values, request.patch(), null, Kind.FIELDS, actor);
  }

  Future<Updated> setActive(SqlClient on, ChangeUser request, boolean active, Actor actor) {
    Tuple values =
        condition(request.id(), request.ifMatch()).addArrayOfString(new String[] {"active"});
    Kind kind = active ? Kind.REACTIVATED : Kind.DEACTIVATED;
    return change(on, request.id(), values, Doc.object(), active, kind, actor);
  }

  Future<Erasure> erase(SqlClient on, ChangeUser request, Actor actor) {
    UUID id = request.id();
    return UserRows.run(
            on,
            UserSql.ERASE,
            signed(condition(id, request.ifMatch()), actor, ids.next())
                .addString(Traces.traceparent()))
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

  private Future<Updated> change(
      SqlClient on,
      UUID id,
      Tuple condition,
      Doc texts,
      @Nullable Boolean active,
      Kind kind,
      Actor actor) {
    UUID event = ids.next();
    Tuple values = finish(condition, texts, active, kind);
    boolean kept = news.isKept(new UserEvent.Changed(kind, id, null, null, 0, null));
    return UserRows.run(
            on,
            UserSql.CHANGE,
            signed(values, actor, event).addBoolean(kept).addString(Traces.traceparent()))
        .map(
            rows ->
                rows.iterator().hasNext()
                    ? updated(rows.iterator().next(), event, kind, kept)
                    : unknown(id));
  }

  private static Updated unknown(UUID id) {
    throw Failure.notFound("user", id);
  }

  private static Updated updated(Row row, UUID event, Kind kind, boolean kept) {
    return switch (Result.valueOf(row.getString("result"))) {
      case CHANGED -> new Updated(UserRows.user(row), true, event, kind, kept);
      case SAME -> new Updated(UserRows.user(row), false, event, kind, kept);
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

  private static Tuple finish(Tuple values, Doc texts, @Nullable Boolean active, Kind kind) {
    TEXTS.forEach(member -> values.addString(texts.text(member)));
    String name = texts.text("name");
    values.addString(name == null ? null : SearchWords.of(name));
    String action =
        switch (kind) {
          case FIELDS -> "changed";
          case DEACTIVATED -> "deactivated";
          case REACTIVATED -> "reactivated";
        };
    return values.addBoolean(active).addString(action);
  }

  private Tuple signed(Tuple values, Actor actor, UUID event) {
    return values
        .addUUID(ids.next())
        .addString(actor.principal())
        .addString(actor.requestId())
        .addUUID(event);
  }
}

package dev.carillon.users.store.pg;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.time.Uuid7;
import dev.carillon.bus.Call;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.User;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.users.domain.SearchWords;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Adds users. What arrives while a commit is under way is one statement and one commit, in which
 * each user has an outcome of its own: who cannot be added is left out, and then tried alone, which
 * tells why and keeps nobody else waiting.
 */
final class Creates {
  private static final GroupCommit.Bounds LIMITS = new GroupCommit.Bounds(2, 128, 5_000);

  private final Connections connections;
  private final Uuid7 ids;
  private final GroupCommit<New, Optional<User>> group;

  /** A user to be with everything that its rows need. */
  record New(UUID id, CreateUser user, UUID auditId, UUID eventId, Call call) {
    String email() {
      return user.email().toLowerCase(Locale.ROOT);
    }
  }

  Creates(Connections connections, Uuid7 ids, Context loop) {
    this.connections = connections;
    this.ids = ids;
    this.group = new GroupCommit<>(loop, LIMITS, this::commit);
  }

  /** With whoever else is added now; alone if that does not do. */
  Future<User> grouped(Call call, CreateUser user) {
    New one = prepare(call, user);
    return group
        .submit(one)
        .compose(
            added ->
                added.isPresent()
                    ? Future.succeededFuture(added.get())
                    : connections.write(pool -> one(pool, one)));
  }

  /** Alone, on a connection. */
  static Future<User> one(SqlClient on, New user) {
    return UserRows.run(on, UserSql.CREATE_ALL, values(List.of(user)))
        .map(rows -> UserRows.user(rows.iterator().next()));
  }

  /** Those who can be added, by id. */
  static Future<Map<UUID, User>> some(SqlClient on, List<New> users) {
    return UserRows.run(on, UserSql.CREATE_SOME, values(inOneOrder(users))).map(UserRows::byId);
  }

  New prepare(Call call, CreateUser user) {
    return new New(ids.next(), user, ids.next(), ids.next(), call);
  }

  private Future<List<Outcome<Optional<User>>>> commit(List<New> users) {
    return connections
        .writeGroup(pool -> some(pool, users))
        .recover(
            e ->
                PgFailures.concernsRows(e)
                    ? Future.succeededFuture(Map.of())
                    : Future.failedFuture(e))
        .map(
            added ->
                users.stream()
                    .map(user -> Optional.ofNullable(added.get(user.id())))
                    .<Outcome<Optional<User>>>map(Outcome.Success::new)
                    .toList());
  }

  /** Two commits that want the same addresses do not wait for one another in a circle. */
  private static List<New> inOneOrder(List<New> users) {
    return users.stream().sorted(Comparator.comparing(New::email)).toList();
  }

  private static Tuple values(List<New> users) {
    return Tuple.tuple()
        .addArrayOfUUID(uuids(users, New::id))
        .addArrayOfString(texts(users, u -> u.user().email()))
        .addArrayOfString(texts(users, u -> u.user().name()))
        .addArrayOfString(texts(users, u -> u.user().locale()))
        .addArrayOfString(texts(users, u -> u.user().zone()))
        .addArrayOfString(texts(users, u -> u.user().externalId()))
        .addArrayOfString(texts(users, u -> SearchWords.of(u.user().name())))
        .addArrayOfUUID(uuids(users, New::auditId))
        .addArrayOfString(texts(users, u -> u.call().principal()))
        .addArrayOfString(texts(users, u -> u.call().requestId()))
        .addArrayOfUUID(uuids(users, New::eventId))
        .addArrayOfBoolean(
            users.stream().map(u -> u.user().wantsWelcome()).toArray(Boolean[]::new));
  }

  private static UUID[] uuids(List<New> users, Function<New, UUID> field) {
    return users.stream().map(field).toArray(UUID[]::new);
  }

  private static @Nullable String[] texts(List<New> users, Function<New, @Nullable String> field) {
    @Nullable String[] texts = new @Nullable String[users.size()];
    Arrays.setAll(texts, i -> field.apply(users.get(i)));
    return texts;
  }
}

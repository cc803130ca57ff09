package dev.carillon.users.store.pg;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.trace.Traces;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserChange;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.store.pg.idempotency.Idempotency;
import dev.carillon.store.pg.idempotency.IdempotentWrite;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Creates that arrive while a commit is under way are one statement and one commit, with or without
 * idempotency keys, in which each user has an outcome of its own: whoever cannot be added is left
 * out, and then tried alone, which tells why and keeps nobody else waiting.
 */
final class UserCreates {
  private static final GroupCommit.Bounds TOGETHER = new GroupCommit.Bounds(2, 128, 5_000);

  private final UserConnections connections;
  private final Idempotency idempotency;
  private final GroupCommit<NewUser, Optional<User>> plain;
  private final GroupCommit<Keyed, Optional<UserChange>> keyed;

  /** A user to add under an idempotency key. */
  record Keyed(NewUser user, IdempotencyKey key) {
    /**
     * Those who can be added by one statement: of several with one key, address or external id the
     * first.
     */
    static List<Keyed> withoutDoubles(List<Keyed> users) {
      Set<List<String>> seen = new HashSet<>();
      List<Keyed> firsts = new ArrayList<>();
      for (Keyed one : users) {
        List<List<String>> marks = new ArrayList<>();
        marks.add(List.of("key", one.key.principal(), one.key.key()));
        marks.add(List.of("email", one.user.user().email().toLowerCase(Locale.ROOT)));
        String external = one.user.user().externalId();
        if (external != null) {
          marks.add(List.of("externalId", external));
        }
        if (Collections.disjoint(seen, marks)) {
          seen.addAll(marks);
          firsts.add(one);
        }
      }
      return firsts;
    }
  }

  UserCreates(UserConnections connections, Idempotency idempotency, Context loop) {
    this.connections = connections;
    this.idempotency = idempotency;
    this.plain = new GroupCommit<>(loop, TOGETHER, this::addPlain);
    this.keyed = new GroupCommit<>(loop, TOGETHER, this::addKeyed);
  }

  Future<UserChange> create(NewUser user, @Nullable IdempotencyKey key) {
    return key == null
        ? plain
            .submit(user)
            .compose(
                added ->
                    added
                        .map(created -> Future.succeededFuture(new UserChange(created, false)))
                        .orElseGet(() -> alone(user, null)))
        : keyed
            .submit(new Keyed(user, key))
            .compose(done -> done.map(Future::succeededFuture).orElseGet(() -> alone(user, key)));
  }

  private Future<UserChange> alone(NewUser user, @Nullable IdempotencyKey key) {
    IdempotentWrite<User> write =
        new IdempotentWrite<>(key, User.class, created -> "user:" + created.id());
    return connections
        .writes()
        .run(pool -> idempotency.once(write, on -> UserRows.addOne(on, user)))
        .map(once -> new UserChange(once.value(), once.replayed()));
  }

  private Future<List<Outcome<Optional<User>>>> addPlain(List<NewUser> users) {
    return traced(users, () -> connections.groups().run(pool -> UserRows.addSome(pool, users)))
        .recover(UserCreates::nobody)
        .map(
            added ->
                users.stream()
                    .map(user -> Optional.ofNullable(added.get(user.id())))
                    .<Outcome<Optional<User>>>map(Outcome.Success::new)
                    .toList());
  }

  private Future<List<Outcome<Optional<UserChange>>>> addKeyed(List<Keyed> users) {
    List<Keyed> firsts = Keyed.withoutDoubles(users);
    return traced(
            firsts.stream().map(Keyed::user).toList(),
            () -> connections.groups().run(pool -> UserRows.addKeyed(pool, firsts)))
        .recover(UserCreates::nobody)
        .map(done -> users.stream().map(one -> outcome(done.get(one.user().id()))).toList());
  }

  /** The commit is a span of each user's trace; the work of it hangs below the first one's. */
  private static <T> Future<T> traced(List<NewUser> users, Supplier<Future<T>> commit) {
    return Traces.together("users.commit", users.stream().map(NewUser::trace).toList(), commit);
  }

  private static Outcome<Optional<UserChange>> outcome(@Nullable Outcome<UserChange> known) {
    return switch (known) {
      case null -> new Outcome.Success<>(Optional.empty());
      case Outcome.Success<UserChange>(UserChange change) ->
          new Outcome.Success<>(Optional.of(change));
      case Outcome.Failure<UserChange>(Throwable cause) -> new Outcome.Failure<>(cause);
    };
  }

  /** What is wrong with one of them is found out when each is tried alone. */
  private static <T> Future<Map<UUID, T>> nobody(Throwable cause) {
    return PgFailures.concernsRows(cause)
        ? Future.succeededFuture(Map.of())
        : Future.failedFuture(cause);
  }
}

package dev.carillon.users.store.pg;

import static dev.carillon.users.store.pg.UserStoreContract.actor;
import static dev.carillon.users.store.pg.UserStoreContract.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserChange;
import dev.carillon.contract.users.Users;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Creates with idempotency keys that share a commit: each has the outcome that it would alone. */
class KeyedCreatesIT {
  @TempDir static Path folder;
  private static PgDirectory directory;
  private static Database database;

  @BeforeAll
  static void start() {
    directory = PgDirectory.start(folder);
    database = directory.database();
  }

  @AfterAll
  static void stop() {
    directory.close();
  }

  @Test
  void manyAtOnceAreFewCommitsAndRepetitionsWriteNothing() {
    List<CreateUser> wanted = IntStream.range(0, 200).mapToObj(n -> user("many" + n)).toList();
    List<Future<UserChange>> first =
        together(wanted.stream().map(u -> asked(u, u.name())).toList());
    assertThat(first).allMatch(Future::succeeded).noneMatch(f -> f.result().replayed());
    assertThat(
            database.number(
                "select count(distinct xmin::text) from users.users where email like 'many%'"))
        .isLessThan(20);
    List<Future<UserChange>> again =
        together(wanted.stream().map(u -> asked(u, u.name())).toList());
    assertThat(again).allMatch(f -> f.result().replayed());
    assertThat(users(again)).isEqualTo(users(first));
    assertThat(first.stream().map(f -> directory.store().get(f.result().user().id()).await()))
        .isEqualTo(users(first));
    assertThat(database.number("select count(*) from users.users where email like 'many%'"))
        .isEqualTo(200);
  }

  @Test
  void oneKeyTwiceInOneCommitIsOneUser() {
    CreateUser ada = user("ada");
    List<Future<UserChange>> both = together(List.of(asked(ada, "twice"), asked(ada, "twice")));
    assertThat(users(both)).hasSize(2).allMatch(users(both).get(0)::equals);
    assertThat(both.stream().filter(f -> f.result().replayed())).hasSize(1);
    List<Future<UserChange>> other =
        together(List.of(asked(user("bob"), "mixed"), asked(user("eve"), "mixed")));
    assertThat(other.get(0).succeeded()).isTrue();
    assertThat(code(other.get(1))).isEqualTo(FailureCode.IDEMPOTENCY_MISMATCH);
  }

  @Test
  void oneAddressUnderTwoKeysInOneCommitIsOneUserAndAKeptRefusal() {
    CreateUser one = user("same");
    CreateUser shouted =
        new CreateUser(
            one.email().toUpperCase(java.util.Locale.ROOT), "S", null, null, null, false);
    List<Future<UserChange>> both = together(List.of(asked(one, "k1"), asked(shouted, "k2")));
    assertThat(both.get(0).succeeded()).isTrue();
    assertThat(code(both.get(1))).isEqualTo(FailureCode.CONFLICT);
    List<Future<UserChange>> again =
        together(List.of(asked(shouted, "k2"), asked(user("n"), "k3")));
    assertThat(code(again.get(0))).isEqualTo(FailureCode.CONFLICT);
    assertThat(((Failure) again.get(0).cause()).replayed()).isTrue();
    assertThat(again.get(1).succeeded()).isTrue();
  }

  @Test
  void aTakenExternalIdAReplayAndANewUserInOneCommit() {
    CreateUser owner = new CreateUser("owner@keyed.example", "O", null, null, "ext-1", false);
    CreateUser thief = new CreateUser("thief@keyed.example", "T", null, null, "ext-1", false);
    together(List.of(asked(owner, "owner")));
    List<Future<UserChange>> all =
        together(List.of(asked(owner, "owner"), asked(thief, "thief"), asked(user("new"), "new")));
    assertThat(all.get(0).result().replayed()).isTrue();
    assertThat(code(all.get(1))).isEqualTo(FailureCode.CONFLICT);
    assertThat(all.get(2).result().replayed()).isFalse();
  }

  @Test
  void anExpiredKeyIsNewAgain() {
    CreateUser first = user("old");
    together(List.of(asked(first, "expires")));
    database.change(
        "update users.idempotency set expires_at = clock_timestamp() where key = 'expires'");
    Future<UserChange> second = together(List.of(asked(user("young"), "expires"))).get(0);
    assertThat(second.result().replayed()).isFalse();
    assertThat(second.result().user().email()).startsWith("young");
  }

  @Test
  void aKeyThatAnotherTransactionHoldsDoesNotHoldTheOthersUp() {
    try (Database other = directory.openDatabase()) {
      other.change("begin");
      other.change(
          "insert into users.idempotency (principal, contract, key, fingerprint, created_at,"
              + " expires_at) values ('tester', '"
              + Users.CREATE.address()
              + "', 'held', '', now(), now() + interval '1 hour')");
      List<Future<UserChange>> both =
          together(List.of(asked(user("free"), "free"), asked(user("held"), "held")));
      assertThat(both.get(0).succeeded()).isTrue();
      assertThat(both.get(1).failed()).isTrue();
      other.change("rollback");
    }
    assertThat(together(List.of(asked(user("held"), "held"))).get(0).succeeded()).isTrue();
  }

  @Test
  void noAnswerIsKeptWithoutItsUserAndNoUserWithoutItsAnswer() {
    assertThat(
            database.number(
                "select count(*) from users.idempotency i where response is not null and not exists"
                    + " (select from users.users u where 'user:' || u.id = i.subject)"))
        .isZero();
  }

  private static CreateUser user(String mark) {
    CreateUser any = UserStoreContract.user(mark);
    return new CreateUser(any.email(), "N " + any.email(), "de", null, null, false);
  }

  private static Supplier<Future<UserChange>> asked(CreateUser user, String key) {
    return () -> directory.store().create(user, actor(), key(Users.CREATE, key, user));
  }

  /** All in one turn of the event loop, so that they share commits. */
  private static List<Future<UserChange>> together(List<Supplier<Future<UserChange>>> asked) {
    Promise<List<Future<UserChange>>> done = Promise.promise();
    directory.vertx().runOnContext(v -> start(asked).onComplete(r -> done.complete(r.result())));
    return done.future().await();
  }

  private static Future<List<Future<UserChange>>> start(List<Supplier<Future<UserChange>>> asked) {
    List<Future<UserChange>> begun = new ArrayList<>();
    asked.forEach(one -> begun.add(one.get()));
    return Future.join(begun).transform(r -> Future.succeededFuture(begun));
  }

  private static List<User> users(List<Future<UserChange>> changes) {
    return changes.stream().map(f -> f.result().user()).toList();
  }

  private static FailureCode code(Future<UserChange> failed) {
    return ((Failure) failed.cause()).code();
  }
}

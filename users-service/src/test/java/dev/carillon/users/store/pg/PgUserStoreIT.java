package dev.carillon.users.store.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.IfMatch;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.users.BatchOutcome;
import dev.carillon.contract.users.BatchOutcomes;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserChange;
import dev.carillon.contract.users.UserFilter;
import dev.carillon.contract.users.UserPage;
import dev.carillon.contract.users.UserSort;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.testkit.Corpus;
import dev.carillon.users.domain.BatchEntry;
import dev.carillon.users.domain.BatchPlan;
import dev.carillon.users.domain.UserOp;
import dev.carillon.users.domain.UserStore;
import dev.carillon.users.domain.search.SearchWords;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The directory on PostgreSQL, and what only its tables can show. */
class PgUserStoreIT extends UserStoreContract {
  @TempDir static Path folder;
  private static PgDirectory directory;
  private static PgUserStore store;
  private static Database database;

  @BeforeAll
  static void start() {
    directory = PgDirectory.start(folder);
    store = directory.store();
    database = directory.database();
  }

  @AfterAll
  static void stop() {
    directory.close();
  }

  @Override
  UserStore store() {
    return store;
  }

  @Test
  void theServiceMayNotChangeWhatIsAppendOnly() {
    for (String statement :
        List.of(
            "update users.audit_log set actor = 'x'",
            "delete from users.audit_log",
            "update users.audit_value set after = 'x'",
            "delete from users.audit_value",
            "delete from users.users",
            "delete from users.erased_user",
            "truncate users.audit_log",
            "create table users.t ()")) {
      assertThatThrownBy(() -> directory.pool().query(statement).execute().await())
          .as(statement)
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void whoDidWhatIsForgottenWithItsValuesAfterItsTime() {
    UUID user = store.create(user("audited"), actor(), null).await().user().id();
    database.change(
        "insert into users.audit_log select ('01000000-0000-7000-8000-00000000000' || n)::uuid, '"
            + user
            + "', 'changed', 'x', 'r', users.clock_now() - interval '400 days'"
            + " from generate_series(1, 3) n");
    database.change(
        "insert into users.audit_value values"
            + " ('01000000-0000-7000-8000-000000000001', 'name', 'Old', 'Older')");
    assertThat(directory.audit().forget(Duration.ofDays(401), 2).await()).isZero();
    assertThat(directory.audit().forget(Duration.ofDays(396), 2).await()).isEqualTo(2);
    assertThat(directory.audit().forget(Duration.ofDays(396), 2).await()).isEqualTo(1);
    assertThat(database.number("select count(*) from users.audit_value where after = 'Older'"))
        .isZero();
    assertThat(
            database.number("select count(*) from users.audit_log where user_id = '" + user + "'"))
        .isEqualTo(1);
  }

  @Test
  void createsThatArriveTogetherAreFewCommits() {
    List<Future<UserChange>> creates = new ArrayList<>();
    onLoop(
        () ->
            IntStream.range(0, 500)
                .forEach(i -> creates.add(store.create(user("group"), actor(), null))));
    Future.all(creates).await();
    assertThat(
            database.number(
                "select count(distinct xmin::text) from users.users where email like 'group%'"))
        .as("transactions")
        .isLessThan(20);
    assertThat(
            database.number(
                "select count(*) from users.users u join users.audit_log a on a.user_id = u.id"
                    + " join users.outbox o on o.subject = 'user:' || u.id"
                    + " where u.email like 'group%' and a.action = 'created'"))
        .isEqualTo(500);
  }

  @Test
  void getsOfOneTurnAreOneStatement() {
    List<User> users =
        IntStream.range(0, 64)
            .mapToObj(i -> store.create(user("turn"), actor(), null).await().user())
            .toList();
    long before = statements();
    List<Future<User>> gets = new ArrayList<>();
    onLoop(() -> IntStream.range(0, 256).forEach(i -> gets.add(store.get(users.get(i % 64).id()))));
    Future.all(gets).await();
    assertThat(statements() - before).as("of 256 gets").isLessThan(10);
  }

  @Test
  void wordsThatManyHaveAreFoundToo() {
    database.change(
        "insert into users.users (id, email, name, search_name, created_at, updated_at)"
            + " select gen_random_uuid(), 'common' || n || '@dense.example', 'Common ' || n,"
            + " 'common ' || n, t, t from generate_series(1, 6000) n, users.clock_now() t");
    UserFilter common = new UserFilter(true, "common dense", null, null, null, null);
    ListUsers first =
        new ListUsers(
            common, UserSort.NAME, false, ListUsers.Count.EXACT, new PageRequest(3, null));
    UserPage page = store.list(first).await();
    assertThat(page.count()).isEqualTo(6_000);
    assertThat(page.items())
        .extracting(User::name)
        .containsExactly("Common 1", "Common 10", "Common 100");
    ListUsers second =
        new ListUsers(common, UserSort.NAME, false, null, new PageRequest(1, page.next()));
    assertThat(store.list(second).await().items())
        .extracting(User::name)
        .containsExactly("Common 1000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\u039f\u0394\u03a5\u03a3 | \u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3",
        "\u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03cd\u03c2 | \u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3",
        "obrien | O'Brien",
        "o'brien | O'Brien",
        "O\u2019BRIEN | O'Brien",
        "brien | O'Brien",
        "annemarie | Anne-Marie",
        "anne marie | Anne-Marie",
        "anne-m | Anne-Marie",
        "Zoe\u0308 | Zo\u00eb",
        "\uff3a\uff2f\u00cb | Zo\u00eb",
        "strasse | Stra\u00dfe",
        "STRA\u1e9eE | Stra\u00dfe",
        "\ufb01nn | Finn",
      })
  void anotherSpellingFindsAName(String q, String name) {
    String last = "spelt" + Integer.toHexString((q + name).hashCode());
    store
        .create(
            new CreateUser(last + "@example.org", name + " " + last, null, null, null, false),
            actor(),
            null)
        .await();
    assertThat(names(q + " " + last)).containsExactly(name + " " + last);
  }

  /** As the names of an earlier version are, which wrote other words. */
  @Test
  void namesThatWereThereBeforeAreFoundByTheirNewSpellings() throws IOException {
    List<String> names =
        List.of(
            "O'Brien",
            "Anne-Marie D\u2019Arc",
            "\u0412'\u044f\u0447\u0435\u0441\u043b\u0430\u0432 \u041b\u0456",
            "Jos\u00e9-\u00c5ke \u00d6st",
            "\u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c2",
            "Ka\u02bbahumanu",
            "Plain - Name");
    for (String name : names) {
      database.change(
          "insert into users.users (id, email, name, search_name, created_at, updated_at) values"
              + " (gen_random_uuid(), gen_random_uuid() || '@old.example', '%s', '%s', now(), now())"
                  .formatted(name.replace("'", "''"), oldWords(name)));
    }
    database.change("set search_path = users, public");
    database.change(
        new String(
            Objects.requireNonNull(
                    PgUserStore.class.getResourceAsStream("/db/users/V6__search.sql"))
                .readAllBytes(),
            StandardCharsets.UTF_8));
    for (String name : names) {
      assertThat(
              database.texts(
                  "select search_name from users where email like '%@old.example' and name = '"
                      + name.replace("'", "''")
                      + "'"))
          .as(name)
          .containsExactly(SearchWords.of(name));
    }
  }

  @Test
  void aNameThatBreaksProgramsIsStoredAsItIsAndFoundByItself() {
    List<String> names =
        Corpus.of("strings.tsv").stream()
            .filter(Corpus.Case::isTaken)
            .map(Corpus.Case::text)
            .toList();
    List<Future<UserChange>> created = new ArrayList<>();
    onLoop(
        () ->
            names.forEach(
                name ->
                    created.add(
                        store.create(
                            new CreateUser(user("naughty").email(), name, null, null, null, false),
                            actor(),
                            null))));
    Future.all(created).await();
    List<User> users = created.stream().map(change -> change.result().user()).toList();
    assertThat(users).extracting(User::name).isEqualTo(names);
    for (int i = 0; i < users.size(); i += 7) {
      String name = names.get(i);
      if (name.length() <= 80) {
        String q = name + " " + users.get(i).email().replace("@store.example", "");
        UserFilter words = new UserFilter(null, q, null, null, null, null);
        PageRequest page = new PageRequest(200, null);
        assertThat(
                store.list(new ListUsers(words, UserSort.NAME, false, null, page)).await().items())
            .as(name)
            .containsExactly(users.get(i));
      }
    }
  }

  private static String oldWords(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]+", " ")
        .strip();
  }

  private static List<String> names(String q) {
    UserFilter words = new UserFilter(null, q, null, null, null, null);
    PageRequest page = new PageRequest(10, null);
    return store
        .list(new ListUsers(words, UserSort.NAME, false, null, page))
        .await()
        .items()
        .stream()
        .map(User::name)
        .toList();
  }

  /** What another transaction holds is nobody else's delay, and says nothing of the server. */
  @Test
  void aHeldAddressDelaysOnlyItself() {
    try (Database other = directory.openDatabase()) {
      other.change("begin");
      other.change(
          "insert into users.users (id, email, name, search_name, created_at, updated_at) values"
              + " (gen_random_uuid(), 'held@lock.example', 'Held', 'held', users.clock_now(),"
              + " users.clock_now())");
      List<Future<UserChange>> held = new ArrayList<>();
      List<Future<UserChange>> free = new ArrayList<>();
      onLoop(
          () -> {
            for (int i = 0; i < 8; i++) {
              held.add(
                  store.create(
                      new CreateUser("held@lock.example", "N", null, null, null, false),
                      actor(),
                      null));
              free.add(store.create(user("free"), actor(), null));
            }
          });
      Future.all(free).await();
      assertThat(held).as("still waiting for their lock").noneMatch(Future::succeeded);
      BatchOutcomes batch =
          store
              .batch(
                  BatchPlan.of(
                      List.of(
                          new BatchEntry.Valid(new UserOp.Create(user("free"))),
                          new BatchEntry.Valid(
                              new UserOp.Create(
                                  new CreateUser(
                                      "held@lock.example", "N", null, null, null, false))),
                          new BatchEntry.Valid(new UserOp.Create(user("free")))),
                      false),
                  actor(),
                  null)
              .await();
      assertThat(batch.items())
          .extracting(BatchOutcome::result)
          .containsExactly("done", "failed", "done");
      Future.join(held).transform(r -> Future.succeededFuture()).await();
      assertThat(held).allMatch(f -> ((Failure) f.cause()).code() == FailureCode.UNAVAILABLE);
      store.create(user("after"), actor(), null).await();
      other.change("rollback");
    }
  }

  @Test
  void aBatchIsDoneInItsOrder() {
    User known = store.create(user("order"), actor(), null).await().user();
    String address = known.email();
    PatchUser move =
        new PatchUser(known.id(), IfMatch.ANY, Doc.object("email", "moved@order.example"));
    BatchOutcomes outcomes =
        store
            .batch(
                BatchPlan.of(
                    List.of(
                        new BatchEntry.Valid(new UserOp.Patch(move)),
                        new BatchEntry.Valid(
                            new UserOp.Create(
                                new CreateUser(address, "Next", null, null, null, false)))),
                    true),
                actor(),
                null)
            .await();
    assertThat(outcomes.failed()).isZero();
  }

  @Test
  void aFullBulkheadAnswersAtOnce() {
    Bulkhead narrow =
        new Bulkhead(
            "narrow",
            directory.vertx(),
            new Bulkhead.Capacity(1, 1, Duration.ofMillis(100), Duration.ofSeconds(5)),
            e -> true,
            Clocks.system(),
            Metrics.globalRegistry);
    Promise<String> inside = Promise.promise();
    Future<String> first = narrow.run(inside::future);
    Future<String> second = narrow.run(() -> Future.succeededFuture("second"));
    assertFails(FailureCode.UNAVAILABLE, () -> narrow.run(() -> Future.succeededFuture("third")));
    assertFails(FailureCode.UNAVAILABLE, () -> second);
    inside.complete("first");
    assertThat(first.await()).isEqualTo("first");
    assertThat(narrow.run(() -> Future.succeededFuture("fourth")).await()).isEqualTo("fourth");
    narrow.close();
  }

  private static void onLoop(Runnable action) {
    Promise<Void> done = Promise.promise();
    directory
        .vertx()
        .runOnContext(
            v -> {
              action.run();
              done.complete();
            });
    done.future().await();
  }

  /** Transactions so far: a statement of the read connection is one; it tells its own at once. */
  private static long statements() {
    directory.reads().query("select pg_stat_force_next_flush()").execute().await();
    directory.reads().query("select 1").execute().await();
    return database.number("select xact_commit from pg_stat_database where datname = 'postgres'");
  }
}

package dev.carillon.users.store.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.bus.Contract;
import dev.carillon.contract.IfMatch;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.users.AuditEntry;
import dev.carillon.contract.users.BatchOutcomes;
import dev.carillon.contract.users.BatchUsers;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserChange;
import dev.carillon.contract.users.UserFilter;
import dev.carillon.contract.users.UserPage;
import dev.carillon.contract.users.UserSort;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.users.domain.BatchEntry;
import dev.carillon.users.domain.BatchPlan;
import dev.carillon.users.domain.UserOp;
import dev.carillon.users.domain.UserStore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link UserStore} keeps to. */
abstract class UserStoreContract {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** The store under test; it need not be empty. */
  abstract UserStore store();

  static Actor actor() {
    return new Actor("tester", "r-" + NUMBER.incrementAndGet());
  }

  static IdempotencyKey key(Contract<?, ?> contract, String key, Record request) {
    return new IdempotencyKey("tester", contract.address(), key, request);
  }

  static CreateUser user(String mark) {
    int n = NUMBER.incrementAndGet();
    return new CreateUser(mark + n + "@store.example", "Name " + n, null, null, null, false);
  }

  @Test
  void aCreatedUserIsThere() {
    CreateUser asked =
        new CreateUser(
            "Full@Store.example", "Zo\u00eb \ud83d\ude00", "de-CH", "Europe/Zurich", "x-1", null);
    User made = store().create(asked, actor(), null).await().user();
    assertThat(made.version()).isEqualTo(1);
    assertThat(made.active()).isTrue();
    assertThat(made.email()).isEqualTo("Full@Store.example");
    assertThat(store().get(made.id()).await()).isEqualTo(made);
    assertFails(FailureCode.NOT_FOUND, () -> store().get(UUID.randomUUID()));
    assertConflict("/email", new CreateUser("full@store.EXAMPLE", "N", null, null, null, null));
    assertConflict("/externalId", new CreateUser("o@store.example", "N", null, null, "x-1", null));
  }

  @Test
  void getsAtTheSameTimeFindTheirOwn() {
    List<User> users = created("many", 40);
    List<Future<User>> gets = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      gets.add(store().get(users.get(i % users.size()).id()));
    }
    Future<User> unknown = store().get(UUID.randomUUID());
    Future.all(gets).await();
    for (int i = 0; i < gets.size(); i++) {
      assertThat(gets.get(i).result()).isEqualTo(users.get(i % users.size()));
    }
    assertFails(FailureCode.NOT_FOUND, () -> unknown);
  }

  @Test
  void createsAtTheSameTimeHaveTheirOwnOutcome() {
    List<Future<UserChange>> creates = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String email = "race" + i / 2 + "@together.example"; // each address twice
      creates.add(
          store().create(new CreateUser(email, "Race", null, null, null, false), actor(), null));
    }
    Future.join(creates).transform(r -> Future.succeededFuture()).await();
    Set<String> addresses = new TreeSet<>();
    for (Future<UserChange> create : creates) {
      if (create.succeeded()) {
        assertThat(addresses.add(create.result().user().email())).isTrue();
      } else {
        assertThat(((Failure) create.cause()).code()).isEqualTo(FailureCode.CONFLICT);
      }
    }
    assertThat(addresses).hasSize(30);
  }

  @Test
  void ofTwoWritersWithOneVersionOneWinsAThousandTimes() {
    UUID id = created("etag", 1).get(0).id();
    for (long version = 1; version <= 1_000; version++) {
      IfMatch same = new IfMatch(false, List.of(version));
      Doc one = Doc.object("name", "One " + version);
      Doc other = Doc.object("name", "Other " + version);
      Future<UserChange> first = store().patch(new PatchUser(id, same, one), actor(), null);
      Future<UserChange> second = store().patch(new PatchUser(id, same, other), actor(), null);
      Future.join(first, second).transform(r -> Future.succeededFuture()).await();
      assertThat(first.succeeded()).as("exactly one").isNotEqualTo(second.succeeded());
      Future<UserChange> loser = first.succeeded() ? second : first;
      assertThat(((Failure) loser.cause()).code()).isEqualTo(FailureCode.PRECONDITION);
      assertThat(store().get(id).await().name())
          .isEqualTo((first.succeeded() ? first : second).result().user().name());
    }
    assertThat(store().get(id).await().version()).isEqualTo(1_001);
  }

  /** Expected counterexample: without a version both win, and the first one's change is lost. */
  @Test
  void withoutAVersionAnUpdateIsLost() {
    UUID id = created("lost", 1).get(0).id();
    Future<UserChange> first =
        store().patch(new PatchUser(id, IfMatch.ANY, Doc.object("name", "One")), actor(), null);
    Future<UserChange> second =
        store().patch(new PatchUser(id, IfMatch.ANY, Doc.object("name", "Other")), actor(), null);
    Future.all(first, second).await();
    assertThat(store().get(id).await().version()).isEqualTo(3);
    assertThat(List.of(first.result().user().version(), second.result().user().version()))
        .as("both were told that theirs is there")
        .containsExactlyInAnyOrder(2L, 3L);
  }

  @Test
  void aPatchChangesWhatItNames() {
    User before =
        store()
            .create(
                new CreateUser("patch@store.example", "P", "de", "Europe/Zurich", "p-1", null),
                actor(),
                null)
            .await()
            .user();
    Doc patch = Doc.of(Collections.singletonMap("locale", null));
    User after = patched(before.id(), patch);
    assertThat(after.locale()).isNull();
    assertThat(after.zone()).isEqualTo("Europe/Zurich");
    assertThat(after.version()).isEqualTo(2);
    assertThat(after.updatedAt()).isAfterOrEqualTo(before.updatedAt());
    assertThat(patched(before.id(), patch).version()).as("nothing new").isEqualTo(2);
    assertThat(patched(before.id(), Doc.object()).version()).isEqualTo(2);
    String taken = created("taken", 1).get(0).email();
    assertFails(
        FailureCode.CONFLICT,
        () ->
            store()
                .patch(
                    new PatchUser(before.id(), IfMatch.ANY, Doc.object("email", taken)),
                    actor(),
                    null));
    assertFails(
        FailureCode.NOT_FOUND,
        () -> store().patch(new PatchUser(UUID.randomUUID(), IfMatch.ANY, patch), actor(), null));
  }

  @Test
  void aListIsInOrderAtAnyDepth() {
    List<User> users = created("deep", 23);
    for (UserSort sort : UserSort.values()) {
      for (boolean descending : List.of(false, true)) {
        List<UUID> all = pages("deep", sort, descending, 200);
        assertThat(all).containsExactlyInAnyOrderElementsOf(users.stream().map(User::id).toList());
        assertThat(pages("deep", sort, descending, 4)).isEqualTo(all);
        assertThat(pages("deep", sort, !descending, 5)).isEqualTo(all.reversed());
      }
    }
    assertThat(pages("deep", UserSort.CREATED_AT, false, 7))
        .isEqualTo(users.stream().map(User::id).toList());
    store().setActive(new ChangeUser(users.get(3).id(), null), false, actor(), null).await();
    UserFilter inactive = new UserFilter(false, "deep", null, null, null, null);
    assertThat(
            store()
                .list(
                    new ListUsers(
                        inactive, UserSort.CREATED_AT, false, null, new PageRequest(5, null)))
                .await()
                .items())
        .extracting(User::id)
        .containsExactly(users.get(3).id());
    ListUsers counted =
        new ListUsers(
            new UserFilter(true, "deep", null, null, null, null),
            UserSort.NAME,
            false,
            ListUsers.Count.EXACT,
            new PageRequest(1, null));
    assertThat(store().list(counted).await().count()).isEqualTo(22);
  }

  @Test
  void whatWasDoneStandsInTheAudit() {
    UUID id = created("audit", 1).get(0).id();
    Actor caller = actor();
    store().setActive(new ChangeUser(id, null), false, caller, null).await();
    store().setActive(new ChangeUser(id, null), false, caller, null).await();
    store().setActive(new ChangeUser(id, null), true, caller, null).await();
    ListAudit first = new ListAudit(id, new PageRequest(2, null));
    assertThat(store().audit(first).await().items())
        .extracting(a -> a.action() + " " + a.actor())
        .containsExactly("created tester", "deactivated tester");
    assertThat(store().audit(first).await().items().get(1).changes())
        .containsExactly(new AuditEntry.Change("active", "true", "false"));
    assertThat(store().audit(first).await().items().get(0).changes())
        .extracting(AuditEntry.Change::field)
        .containsExactly("email", "name");
    ListAudit second = new ListAudit(id, new PageRequest(2, store().audit(first).await().next()));
    assertThat(store().audit(second).await().items())
        .extracting(a -> a.action() + " " + a.traceId())
        .containsExactly("reactivated " + caller.requestId());
  }

  @Test
  void anErasedUserIsGoneAndStaysGone() {
    CreateUser asked = user("erase");
    UUID id =
        store().create(asked, actor(), key(Users.CREATE, "erase-key", asked)).await().user().id();
    IfMatch wrong = new IfMatch(false, List.of(7L));
    assertFails(FailureCode.PRECONDITION, () -> store().erase(new ChangeUser(id, wrong), actor()));
    assertThat(store().erase(new ChangeUser(id, null), actor()).await())
        .isEqualTo(store().erase(new ChangeUser(id, wrong), actor()).await());
    assertFails(FailureCode.NOT_FOUND, () -> store().get(id));
    assertFails(
        FailureCode.NOT_FOUND,
        () -> store().setActive(new ChangeUser(id, null), true, actor(), null));
    assertFails(
        FailureCode.NOT_FOUND,
        () -> store().create(asked, actor(), key(Users.CREATE, "erase-key", asked)));
    store().create(asked, actor(), null).await();
  }

  @Test
  void aKeyIsForOneRequestOfOneCaller() {
    CreateUser asked = user("key");
    UserChange first = store().create(asked, actor(), key(Users.CREATE, "key", asked)).await();
    UserChange again = store().create(asked, actor(), key(Users.CREATE, "key", asked)).await();
    assertThat(again).isEqualTo(new UserChange(first.user(), true));
    CreateUser other = user("key");
    assertFails(
        FailureCode.IDEMPOTENCY_MISMATCH,
        () -> store().create(other, actor(), key(Users.CREATE, "key", other)));
    ChangeUser change = new ChangeUser(first.user().id(), null);
    assertThat(
            store()
                .setActive(change, false, actor(), key(Users.DEACTIVATE, "key", change))
                .await()
                .replayed())
        .as("another contract")
        .isFalse();
    assertThat(
            store()
                .setActive(change, false, actor(), key(Users.DEACTIVATE, "key", change))
                .await()
                .replayed())
        .isTrue();
    assertThat(
            store()
                .setActive(change, true, actor(), key(Users.REACTIVATE, "key", change))
                .await()
                .replayed())
        .isFalse();
  }

  @Test
  void aBatchKeepsWhatIsGood() {
    User known = created("batch", 1).get(0);
    List<BatchEntry> entries = new ArrayList<>();
    entries.add(new BatchEntry.Valid(new UserOp.Create(user("batch"))));
    entries.add(
        new BatchEntry.Valid(
            new UserOp.Create(new CreateUser(known.email(), "Twice", null, null, null, false))));
    entries.add(
        new BatchEntry.Valid(new UserOp.SetActive(new ChangeUser(known.id(), null), false)));
    entries.add(
        new BatchEntry.Valid(new UserOp.SetActive(new ChangeUser(UUID.randomUUID(), null), false)));
    BatchUsers request = new BatchUsers(false, List.of(Doc.object()));
    BatchOutcomes outcomes =
        store()
            .batch(
                BatchPlan.of(entries, request.allOrNothing()),
                actor(),
                key(Users.BATCH, "b", request))
            .await();
    assertThat(outcomes.items())
        .extracting(o -> o.result())
        .containsExactly("done", "failed", "done", "failed");
    assertThat(
            store()
                .batch(
                    BatchPlan.of(entries, request.allOrNothing()),
                    actor(),
                    key(Users.BATCH, "b", request))
                .await())
        .isEqualTo(new BatchOutcomes(2, 2, outcomes.items(), true));
    entries.remove(3);
    entries.remove(1);
    entries.set(0, new BatchEntry.Valid(new UserOp.Create(user("batch"))));
    entries.add(
        new BatchEntry.Valid(new UserOp.SetActive(new ChangeUser(UUID.randomUUID(), null), true)));
    entries.set(
        1, new BatchEntry.Valid(new UserOp.SetActive(new ChangeUser(known.id(), null), true)));
    assertFails(
        FailureCode.NOT_FOUND, () -> store().batch(BatchPlan.of(entries, true), actor(), null));
    assertThat(store().get(known.id()).await().active()).as("nothing was done").isFalse();
  }

  private User patched(UUID id, Doc patch) {
    return store().patch(new PatchUser(id, IfMatch.ANY, patch), actor(), null).await().user();
  }

  private List<UUID> pages(String word, UserSort sort, boolean descending, int limit) {
    List<UUID> all = new ArrayList<>();
    String cursor = null;
    do {
      UserPage page =
          store()
              .list(
                  new ListUsers(
                      new UserFilter(null, word, null, null, null, null),
                      sort,
                      descending,
                      null,
                      new PageRequest(limit, cursor)))
              .await();
      page.items().forEach(u -> all.add(u.id()));
      cursor = page.next();
    } while (cursor != null);
    return all;
  }

  /** One after the other, so that the order of creation is known. */
  private List<User> created(String mark, int n) {
    return IntStream.range(0, n)
        .mapToObj(i -> store().create(user(mark), actor(), null).await().user())
        .toList();
  }

  private void assertConflict(String field, CreateUser request) {
    assertThatThrownBy(() -> store().create(request, actor(), null).await())
        .isInstanceOfSatisfying(
            Failure.class,
            e -> {
              assertThat(e.code()).isEqualTo(FailureCode.CONFLICT);
              assertThat(e.details()).extracting(d -> d.pointer()).containsExactly(field);
            });
  }

  static void assertFails(FailureCode code, Supplier<Future<?>> attempt) {
    assertThatThrownBy(() -> attempt.get().await())
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}

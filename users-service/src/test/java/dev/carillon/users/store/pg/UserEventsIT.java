package dev.carillon.users.store.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.IfMatch;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.contract.users.UserEvent.Changed.Kind;
import dev.carillon.contract.users.Users;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.request.Actor;
import dev.carillon.users.domain.BatchEntry;
import dev.carillon.users.domain.BatchPlan;
import dev.carillon.users.domain.UserOp;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every event that the statements of the directory write is read as its record. */
class UserEventsIT {
  private static final Actor ACTOR = new Actor("tester", "r-1");
  private static final UUID KNOWN = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");

  @TempDir static Path folder;
  private static PgDirectory directory;
  private static PgUserStore store;

  @BeforeAll
  static void start() {
    directory = PgDirectory.start(folder);
    store = directory.store();
  }

  @AfterAll
  static void stop() {
    directory.close();
  }

  @BeforeEach
  void empty() {
    directory.database().change("truncate users.users, users.outbox");
    directory.news().keep(event -> true);
  }

  @Test
  void aUserIsCreated() {
    User plain = create(new CreateUser("a@b.c", "A", null, null, null, false));
    User welcome = create(new CreateUser("W@b.c", "Zo\u00eb", "de", null, null, true));
    assertThat(events())
        .containsExactly(
            new UserEvent.Created(plain.id(), "a@b.c", "A", 1, false),
            new UserEvent.Created(welcome.id(), "W@b.c", "Zo\u00eb", 1, true));
  }

  @Test
  void aUserIsChangedDeactivatedAndReactivated() {
    UUID id = create(new CreateUser("a@b.c", "A", null, null, null, false)).id();
    store.patch(new PatchUser(id, IfMatch.ANY, Doc.object("name", "B")), ACTOR, null).await();
    store.setActive(new ChangeUser(id, null), false, ACTOR, null).await();
    store.setActive(new ChangeUser(id, null), false, ACTOR, null).await();
    store.setActive(new ChangeUser(id, null), true, ACTOR, null).await();
    assertThat(events())
        .as("what changes nothing is no event")
        .containsExactly(
            new UserEvent.Created(id, "a@b.c", "A", 1, false),
            new UserEvent.Changed(Kind.FIELDS, id, "a@b.c", "B", 2, null),
            new UserEvent.Changed(Kind.DEACTIVATED, id, "a@b.c", "B", 3, null),
            new UserEvent.Changed(Kind.REACTIVATED, id, "a@b.c", "B", 4, null));
  }

  @Test
  void aBatchTellsTheSame() {
    List<BatchEntry> entries =
        List.of(
            new BatchEntry.Valid(
                new UserOp.Create(new CreateUser("one@b.c", "One", null, null, null, true))),
            new BatchEntry.Valid(
                new UserOp.Create(new CreateUser("two@b.c", "Two", null, null, null, null))));
    store.batch(BatchPlan.of(entries, false), ACTOR, null).await();
    assertThat(events()).hasSize(2).allMatch(UserEvent.Created.class::isInstance);
  }

  /** What still waits in the outbox loses its personal values in the same transaction. */
  @Test
  void aUserIsErased() {
    UUID id = create(new CreateUser("a@b.c", "A", null, null, null, true)).id();
    PatchUser move = new PatchUser(id, IfMatch.ANY, Doc.object("email", "New@b.c"));
    store.patch(move, ACTOR, null).await();
    store.erase(new ChangeUser(id, null), ACTOR).await();
    List<UserEvent> events = events();
    assertThat(events)
        .hasSize(3)
        .startsWith(
            new UserEvent.Created(id, null, null, 1, false),
            new UserEvent.Changed(Kind.FIELDS, id, null, null, 2, false));
    assertThat(((UserEvent.Erased) events.get(2)).addresses())
        .containsExactlyInAnyOrder("a@b.c", "new@b.c");
  }

  /** The payloads are those that the statements wrote before events were records. */
  @Test
  void rowsOfTheVersionBeforeAreReadToo() {
    write(
        "{'change': 'created', 'userId': ID, 'email': 'a@b.c', 'name': 'A', 'version': 1,"
            + " 'welcome': true}");
    write("{'change': 'changed', 'userId': ID, 'email': 'a@b.c', 'name': 'B', 'version': 2}");
    write("{'change': 'deactivated', 'userId': ID, 'email': 'a@b.c', 'name': 'B', 'version': 3}");
    write("{'change': 'reactivated', 'userId': ID, 'email': 'a@b.c', 'name': 'B', 'version': 4}");
    write("{'change': 'created', 'userId': ID, 'version': 1, 'welcome': false}");
    write("{'change': 'erased', 'userId': ID, 'addresses': ['a@b.c', 'b@b.c']}");
    assertThat(events())
        .containsExactly(
            new UserEvent.Created(KNOWN, "a@b.c", "A", 1, true),
            new UserEvent.Changed(Kind.FIELDS, KNOWN, "a@b.c", "B", 2, null),
            new UserEvent.Changed(Kind.DEACTIVATED, KNOWN, "a@b.c", "B", 3, null),
            new UserEvent.Changed(Kind.REACTIVATED, KNOWN, "a@b.c", "B", 4, null),
            new UserEvent.Created(KNOWN, null, null, 1, false),
            new UserEvent.Erased(KNOWN, List.of("a@b.c", "b@b.c")));
  }

  /**
   * Where nobody must have an event for good there is no row; who listens hears it all the same.
   */
  @Test
  void whatNobodyMustHaveIsToldAfterTheCommitAndLeavesNoRow() {
    directory.news().keep(event -> event instanceof UserEvent.Created created && created.welcome());
    UUID plain = create(new CreateUser("a@b.c", "A", null, null, null, false)).id();
    store.patch(new PatchUser(plain, IfMatch.ANY, Doc.object("name", "B")), ACTOR, null).await();
    store.patch(new PatchUser(plain, IfMatch.ANY, Doc.object("name", "B")), ACTOR, null).await();
    UUID welcome = create(new CreateUser("w@b.c", "W", null, null, null, true)).id();
    store.setActive(new ChangeUser(welcome, null), false, ACTOR, null).await();
    assertThat(told())
        .containsExactly(
            new UserEvent.Created(plain, "a@b.c", "A", 1, false),
            new UserEvent.Changed(Kind.FIELDS, plain, "a@b.c", "B", 2, null),
            new UserEvent.Created(welcome, "w@b.c", "W", 1, true),
            new UserEvent.Changed(Kind.DEACTIVATED, welcome, "w@b.c", "W", 2, null));
    assertThat(events()).containsExactly(new UserEvent.Created(welcome, "w@b.c", "W", 1, true));
    assertThat(directory.database().texts("select id::text from users.outbox where told"))
        .containsExactly(directory.news().told().get(2).id().toString());
    store.erase(new ChangeUser(plain, null), ACTOR).await();
    assertThat(directory.database().number("select count(*) from users.outbox where not told"))
        .as("an erasure is always brought, and told by the relay")
        .isEqualTo(1);
    assertThat(told()).hasSize(4);
  }

  /** What was not done is not told, and what was done is told once. */
  @Test
  void repetitionsAndRefusalsAreNotTold() {
    directory.news().keep(event -> false);
    CreateUser ada = new CreateUser("ada@b.c", "Ada", null, null, null, null);
    for (int i = 0; i < 2; i++) {
      store.create(ada, ACTOR, UserStoreContract.key(Users.CREATE, "once", ada)).await();
    }
    BatchPlan plan =
        BatchPlan.of(
            List.of(
                new BatchEntry.Valid(new UserOp.Create(ada)),
                new BatchEntry.Valid(
                    new UserOp.Create(new CreateUser("bob@b.c", "B", null, null, null, null)))),
            false);
    assertThat(store.batch(plan, ACTOR, null).await().failed()).isEqualTo(1);
    assertThat(told())
        .extracting(event -> ((UserEvent.Created) event).email())
        .containsExactly("ada@b.c", "bob@b.c");
    assertThat(directory.database().number("select count(*) from users.outbox")).isZero();
  }

  private static List<UserEvent> told() {
    return directory.news().told().stream().map(DomainEvent::data).toList();
  }

  private static User create(CreateUser request) {
    return store.create(request, ACTOR, null).await().user();
  }

  /** Single quotes for double ones. */
  private static void write(String payload) {
    directory
        .database()
        .change(
            "insert into users.outbox (id, subject, type, at, payload) values (gen_random_uuid(),"
                + " 'user:"
                + KNOWN
                + "', 'users.changed.v1', users.clock_now(), '"
                + payload.replace("ID", "'" + KNOWN + "'").replace('\'', '"')
                + "')");
  }

  /** As the relay reads them. */
  private static List<UserEvent> events() {
    assertThat(directory.database().texts("select distinct type from users.outbox"))
        .containsExactly(Users.CHANGED.address());
    return directory
        .database()
        .texts("select payload::text from users.outbox order by seq")
        .stream()
        .map(UserEventsIT::event)
        .toList();
  }

  /** What live clients get is the record's text, which is that of the row. */
  private static UserEvent event(String payload) {
    UserEvent event = Json.read(payload, UserEvent.class);
    assertThat(Json.text(event)).isEqualTo(Json.text(Json.read(payload, Doc.class)));
    return event;
  }
}

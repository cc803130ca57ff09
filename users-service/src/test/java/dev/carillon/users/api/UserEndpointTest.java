package dev.carillon.users.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bus.Call;
import dev.carillon.contract.IfMatch;
import dev.carillon.contract.users.BatchUsers;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.Users;
import dev.carillon.json.Doc;
import dev.carillon.testkit.TestBus;
import dev.carillon.users.domain.FakeErasures;
import dev.carillon.users.domain.FakeProfiles;
import dev.carillon.users.domain.FakeUsers;
import dev.carillon.users.domain.UserService;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UserEndpointTest {
  private static final UUID ID = FakeUsers.USER.id();

  private final Vertx vertx = Vertx.vertx();
  private final TestBus bus = new TestBus(vertx);
  private final FakeUsers users = new FakeUsers();

  @BeforeEach
  void serve() {
    UserService service = new UserService(users, new FakeProfiles(), new FakeErasures());
    new UserEndpoint(bus.bus(), users, service).serve().ready().await();
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void aKeyIsForTheContractThatItCameWith() {
    Call keyed = bus.call("k");
    ChangeUser change = new ChangeUser(ID, null);
    bus.bus().request(Users.CREATE, keyed, user()).await();
    bus.bus().request(Users.PATCH, keyed, new PatchUser(ID, IfMatch.ANY, Doc.object())).await();
    bus.bus().request(Users.DEACTIVATE, keyed, change).await();
    bus.bus().request(Users.REACTIVATE, keyed, change).await();
    bus.bus().request(Users.ERASE, keyed, change).await();
    assertThat(users.asked())
        .containsExactly(
            "create by tester under users.create.v1 k",
            "patch by tester under users.patch.v1 k",
            "active false by tester under users.deactivate.v1 k",
            "active true by tester under users.reactivate.v1 k",
            "erase by tester under no key");
  }

  @Test
  void aCallWithoutAKeyMayNotBeRepeated() {
    bus.bus().request(Users.CREATE, bus.call(), user()).await();
    assertThat(users.asked()).containsExactly("create by tester under no key");
  }

  @Test
  void anItemThatCannotBeReadDoesNotHideTheOthers() {
    List<Doc> items =
        List.of(Doc.object("op", "nothing"), Doc.object("op", "deactivate", "id", ID.toString()));
    bus.bus().request(Users.BATCH, bus.call("k"), new BatchUsers(false, items)).await();
    assertThat(users.asked())
        .singleElement()
        .asString()
        .startsWith("batch of 2, unreadable [Unreadable[index=0")
        .endsWith("by tester under users.batch.v1 k");
  }

  private static CreateUser user() {
    return new CreateUser("a@b.c", "A", null, null, null, false);
  }
}

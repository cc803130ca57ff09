package dev.carillon.users.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Deadline;
import dev.carillon.bus.Call;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.keys.CreateKey;
import dev.carillon.contract.keys.KeyName;
import dev.carillon.contract.keys.Keys;
import dev.carillon.contract.keys.ListKeys;
import dev.carillon.failure.FailureCode;
import dev.carillon.request.Scope;
import dev.carillon.request.Scopes;
import dev.carillon.testkit.TestBus;
import dev.carillon.users.domain.FakeKeys;
import dev.carillon.users.domain.KeyService;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyEndpointTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  private final Vertx vertx = Vertx.vertx();
  private final TestBus bus = new TestBus(vertx);
  private final FakeKeys keys = new FakeKeys();

  @BeforeEach
  void serve() {
    new KeyEndpoint(bus.bus(), keys).serve().ready().await();
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void gatewaysHearAtOnceThatTheListHasChanged() {
    List<KeyName> heard = bus.heard(Keys.CHANGED);
    bus.bus().request(Keys.CREATE, bus.call(), key("users:read")).await();
    bus.bus().request(Keys.REVOKE, bus.call(), new KeyName("ci")).await();
    bus.bus().request(Keys.LIST, bus.call(), new ListKeys(new PageRequest(1, null))).await();
    assertThat(keys.asked()).containsExactly("create ci by tester", "revoke ci by tester", "list");
    assertThat(heard).containsExactly(new KeyName("ci"), new KeyName("ci"));
  }

  @Test
  void onlyAnAdministratorManagesKeys() {
    Call other =
        new Call(
            "ann",
            Scopes.of(Scope.USERS_READ, Scope.USERS_WRITE),
            "r-1",
            null,
            Deadline.in(Duration.ofSeconds(5), bus.clock()),
            null);
    assertThat(TestBus.failure(bus.bus().request(Keys.CREATE, other, key("users:read"))).code())
        .isEqualTo(FailureCode.FORBIDDEN);
    assertThat(TestBus.failure(bus.bus().request(Keys.REVOKE, other, new KeyName("ci"))).code())
        .isEqualTo(FailureCode.FORBIDDEN);
    assertThat(keys.asked()).isEmpty();
  }

  /** Should a scope of its own ever allow to make keys, this is what keeps it from being all. */
  @Test
  void aKeyMakesNoneWithMoreThanItsOwnScopes() {
    KeyService service = new KeyService(keys);
    Scopes own = Scopes.of(Scope.MAIL_SEND, Scope.subscribe("emails.*"));
    for (String more :
        List.of("mail:read", "admin", "live:subscribe:*", "live:subscribe:emails", "inbox:read")) {
      assertThat(TestBus.failure(service.create(key("mail:send", more), "ann", own)))
          .as(more)
          .hasMessageEndingWith("a scope that it does not have itself: " + more);
    }
    assertThat(keys.asked()).isEmpty();
    service.create(key("mail:send", "live:subscribe:emails.a.*"), "ann", own).await();
    assertThat(keys.asked()).containsExactly("create ci by ann");
  }

  private static CreateKey key(String... scopes) {
    return new CreateKey("ci", HASH, List.of(scopes), null);
  }
}

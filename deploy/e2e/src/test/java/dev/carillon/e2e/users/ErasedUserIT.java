package dev.carillon.e2e.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An erased user is gone everywhere; of its audit trail the actions stay. */
@WithUp(value = "CARILLON_PROFILE_INDEXES=age,address.city", shared = true)
class ErasedUserIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Client client;
  private final UserSteps users;
  private final Database database;

  /** Every test erases a user of its own, who has a profile and had two addresses. */
  private final int number = NUMBER.incrementAndGet();

  private final String word = "gone" + number + "x";
  private final String key = "erase-" + number;

  private final String name = "Ephraim G" + word;
  private final JsonObject create =
      new JsonObject()
          .put("email", "first@" + word + ".example")
          .put("name", name)
          .put("externalId", word + "-1");
  private final JsonObject user;
  private final String path;

  ErasedUserIT(Up up, Database database) {
    this.client = up.client();
    this.users = new UserSteps(client);
    this.database = database;
    this.user = users.keyed("POST", "/v1/users", create, key).hasStatus(201).json();
    this.path = UserSteps.path(user);
    client.put(path + "/profile", new JsonObject().put("secret", "xyzzy")).hasStatus(200);
    JsonObject move = new JsonObject().put("email", "later@" + word + ".example");
    client.send("PATCH", path, move, "If-Match", "*").hasStatus(200);
  }

  private void doErase() {
    client.send("DELETE", path, null).hasStatus(200);
  }

  @Test
  void aVersionOfBeforeIsRefusedAndErasesNothing() {
    client.send("DELETE", path, null, "If-Match", "\"v1\"").hasStatus(412);
    client.get(path).hasStatus(200);
  }

  @Test
  void erasingAgainIsTheSame() {
    doErase();
    doErase();
  }

  @Test
  void whoNeverWasCannotBeErased() {
    client.send("DELETE", "/v1/users/" + UUID.randomUUID(), null).hasStatus(404);
  }

  @Test
  void theUserIsNotFound() {
    doErase();
    client.get(path).hasStatus(404);
  }

  @Test
  void theUserCannotBeChanged() {
    doErase();
    client.send("PATCH", path, new JsonObject().put("name", "N"), "If-Match", "*").hasStatus(404);
  }

  @Test
  void theProfileIsGoneAndCannotBeWrittenAgain() {
    doErase();
    client.get(path + "/profile").hasStatus(404);
    client.put(path + "/profile", new JsonObject()).hasStatus(404);
  }

  @Test
  void noSearchFindsTheUser() {
    assertThat(users.names("q=" + word)).containsExactly(name);
    doErase();
    assertThat(users.names("q=" + word)).isEmpty();
  }

  @Test
  void theAuditTrailKeepsTheActions() {
    doErase();
    assertThat(users.actions(user)).containsExactly("created", "changed", "erased");
  }

  @Test
  void theKeyOfTheCreateAnswersNothingOfTheUser() {
    doErase();
    Client.Answer again = users.keyed("POST", "/v1/users", create, key).hasStatus(404);
    assertThat(UserSteps.code(again)).isEqualTo("not-found");
  }

  @Test
  void theAddressIsFree() {
    doErase();
    client.createUser(create.getString("email"), "Somebody else");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "users.users",
        "users.audit_value",
        "users.audit_log",
        "users.idempotency",
        "users.outbox",
        "users.erased_user"
      })
  void noTableKnowsAddressOrName(String table) {
    doErase();
    Await.until(
        LIMIT,
        () -> "the erasure to reach everyone",
        () -> database.number("select count(*) from users.outbox") == 0);
    assertThat(
            database.number("select count(*) from " + table + " t where t::text ~* '" + word + "'"))
        .isZero();
  }
}

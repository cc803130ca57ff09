package dev.carillon.e2e.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An {@code Idempotency-Key} makes a write repeatable. */
@WithUp(value = "CARILLON_PROFILE_INDEXES=age,address.city", shared = true)
class UserKeysIT {
  private final Client client;
  private final UserSteps users;
  private final Database database;

  UserKeysIT(Up up, Database database) {
    this.client = up.client();
    this.users = new UserSteps(up.client());
    this.database = database;
  }

  @Test
  void theSameRequestUnderOneKeyHasOneAnswer() {
    JsonObject body = user("once@key.example");
    Client.Answer first = users.keyed("POST", "/v1/users", body, "\"k-1\"").hasStatus(201);
    Client.Answer again = users.keyed("POST", "/v1/users", body, "k-1").hasStatus(201);
    assertThat(first.header("idempotent-replayed")).isNull();
    assertThat(again.header("idempotent-replayed")).isEqualTo("true");
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("location")).isEqualTo(first.header("location"));
  }

  @Test
  void anotherRequestUnderTheSameKeyIsAMismatch() {
    JsonObject body = user("mismatch@key.example");
    users.keyed("POST", "/v1/users", body, "mismatch").hasStatus(201);
    body.put("name", "Other");
    assertThat(UserSteps.code(users.keyed("POST", "/v1/users", body, "mismatch").hasStatus(422)))
        .isEqualTo("idempotency-mismatch");
  }

  @Test
  void aRefusalIsKeptUnderItsKey() {
    JsonObject body = user("refused@key.example");
    String path = UserSteps.path(client.post("/v1/users", body).hasStatus(201).json());
    assertThat(UserSteps.code(users.keyed("POST", "/v1/users", body, "k-2").hasStatus(409)))
        .isEqualTo("conflict");
    client
        .send("PATCH", path, new JsonObject().put("email", "free@key.example"), "If-Match", "*")
        .hasStatus(200);
    Client.Answer refused = users.keyed("POST", "/v1/users", body, "k-2").hasStatus(409);
    assertThat(UserSteps.code(refused)).isEqualTo("conflict");
    assertThat(refused.header("idempotent-replayed")).isEqualTo("true");
    users.keyed("POST", "/v1/users", body, "k-3").hasStatus(201);
  }

  @Test
  void aKeyIsOneWord() {
    client
        .send("POST", "/v1/users", user("words@key.example"), "Idempotency-Key", "two words")
        .hasStatus(400);
  }

  @Test
  void aMailUnderAKeyIsAcceptedOnce() {
    JsonObject mail = Client.mail("keyed@key.example", "Keyed");
    Client.Answer accepted = users.keyed("POST", "/v1/emails", mail, "m-1").hasStatus(202);
    Client.Answer repeated = users.keyed("POST", "/v1/emails", mail, "m-1").hasStatus(202);
    assertThat(repeated.json()).isEqualTo(accepted.json());
    assertThat(repeated.header("idempotent-replayed")).isEqualTo("true");
    assertThat(
            database.number(
                "select count(*) from notifier.mail where recipient = 'keyed@key.example'"))
        .isEqualTo(1);
  }

  @Test
  void aBroadcastUnderAKeyRunsOnce() {
    String run = "/v1/broadcasts/periodic-update/run";
    Client.Answer fired = users.keyed("POST", run, null, "b-1").hasStatus(200);
    assertThat(users.keyed("POST", run, null, "b-1").json()).isEqualTo(fired.json());
    client.post("/v1/broadcasts/unknown/run", null).hasStatus(404);
  }

  /** A key belongs to its kind of request: that of a create is free for a batch. */
  @Test
  void aBatchUnderAKeyHasOneAnswer() {
    users.keyed("POST", "/v1/users", user("before@key.example"), "k-4").hasStatus(201);
    JsonArray items = new JsonArray().add(UserSteps.create("batch@key.example", "B"));
    JsonObject batch = new JsonObject().put("items", items);
    Client.Answer done = users.keyed("POST", "/v1/users/batch", batch, "k-4").hasStatus(200);
    assertThat(users.keyed("POST", "/v1/users/batch", batch, "k-4").json()).isEqualTo(done.json());
  }

  @Test
  void theSameKeyAtTheSameTimeDoesItOnce() {
    for (int round = 0; round < 10; round++) {
      JsonObject body =
          new JsonObject().put("email", "race" + round + "@key.example").put("name", "Race");
      String key = "race-" + round;
      List<Client.Answer> answers =
          IntStream.range(0, 6)
              .parallel()
              .mapToObj(i -> users.keyed("POST", "/v1/users", body, key))
              .toList();
      Set<String> ids = new TreeSet<>();
      for (Client.Answer answer : answers) {
        if (answer.status() == 409) {
          assertThat(UserSteps.code(answer)).isEqualTo("in-progress");
          assertThat(answer.header("retry-after")).isNotNull();
        } else {
          ids.add(answer.hasStatus(201).json().getString("id"));
        }
      }
      assertThat(ids).hasSize(1);
    }
  }

  private static JsonObject user(String email) {
    return new JsonObject().put("email", email).put("name", "Once");
  }
}

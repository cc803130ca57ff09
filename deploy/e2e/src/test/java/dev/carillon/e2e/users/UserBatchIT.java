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
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Many changes of users in one request. */
@WithUp(value = "CARILLON_PROFILE_INDEXES=age,address.city", shared = true)
class UserBatchIT {
  private final Client client;
  private final UserSteps users;
  private final Database database;

  UserBatchIT(Up up, Database database) {
    this.client = up.client();
    this.users = new UserSteps(up.client());
    this.database = database;
  }

  @Test
  void aBatchHasAnOutcomeForEachItem() {
    JsonObject taken = client.createUser("taken@batch.example", "Taken");
    JsonObject changed = client.createUser("changed@batch.example", "Changed");
    JsonArray items =
        new JsonArray()
            .add(UserSteps.create("one@batch.example", "One"))
            .add(UserSteps.create("taken@batch.example", "Twice"))
            .add(UserSteps.create("not an address", "Bad"))
            .add(
                new JsonObject()
                    .put("op", "patch")
                    .put("id", changed.getString("id"))
                    .put("ifMatch", 1)
                    .put("patch", new JsonObject().put("name", "Other")))
            .add(
                new JsonObject()
                    .put("op", "patch")
                    .put("id", taken.getString("id"))
                    .put("ifMatch", 9)
                    .put("patch", new JsonObject().put("name", "Other")))
            .add(new JsonObject().put("op", "deactivate").put("id", taken.getString("id")))
            .add(new JsonObject().put("op", "reactivate").put("id", changed.getString("id")))
            .add(new JsonObject().put("op", "deactivate").put("id", UUID.randomUUID().toString()))
            .add(new JsonObject().put("op", "sing"))
            .add("text");
    JsonObject answer =
        client.post("/v1/users/batch", new JsonObject().put("items", items)).hasStatus(200).json();
    assertThat(answer.getInteger("done")).isEqualTo(4);
    assertThat(answer.getInteger("failed")).isEqualTo(6);
    List<JsonObject> outcomes =
        answer.getJsonArray("items").stream().map(JsonObject.class::cast).toList();
    assertThat(outcomes.stream().map(o -> o.getString("result")))
        .containsExactly(
            "done",
            "failed",
            "failed",
            "done",
            "failed",
            "done",
            "unchanged",
            "failed",
            "failed",
            "failed");
    assertThat(outcomes.stream().map(o -> o.getString("code")).filter(c -> c != null))
        .containsExactly("conflict", "invalid", "precondition", "not-found", "invalid", "invalid");
    assertThat(outcomes.get(2).getJsonArray("errors").getJsonObject(0).getString("pointer"))
        .isEqualTo("/user/email");
    assertThat(client.get(UserSteps.path(changed)).json().getString("name")).isEqualTo("Other");
    assertThat(client.get(UserSteps.path(taken)).json().getBoolean("active")).isFalse();
    client.get("/v1/users/" + outcomes.get(0).getString("id")).hasStatus(200);
  }

  @Test
  void anAtomicBatchIsAllOrNothing() {
    JsonArray items =
        new JsonArray()
            .add(UserSteps.create("first@atomic.example", "First"))
            .add(UserSteps.create("second@atomic.example", "Second"));
    JsonObject batch = new JsonObject().put("atomic", true).put("items", items);
    client.createUser("third@atomic.example", "Third");
    items.add(UserSteps.create("THIRD@atomic.example", "Again"));
    JsonObject problem = client.post("/v1/users/batch", batch).hasStatus(409).json();
    assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
        .isEqualTo("/items/2/user/email");
    assertThat(users.names("q=atomic")).containsExactly("Third");
    items.remove(2);
    items.add(UserSteps.create("bad", "Bad"));
    problem = client.post("/v1/users/batch", batch).hasStatus(400).json();
    assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
        .isEqualTo("/items/2/user/email");
    assertThat(users.names("q=atomic")).containsExactly("Third");
    items.remove(2);
    client.post("/v1/users/batch", batch).hasStatus(200);
    assertThat(users.names("q=atomic")).hasSize(3);
  }

  @Test
  void aThousandAtOnceWithoutWelcome() {
    JsonArray items = new JsonArray();
    for (int i = 0; i < 1_000; i++) {
      JsonObject item = UserSteps.create("many" + i + "@thousand.example", "Many " + i);
      item.getJsonObject("user").put("welcome", false);
      items.add(item);
    }
    JsonObject batch = new JsonObject().put("items", items);
    assertThat(client.post("/v1/users/batch", batch).hasStatus(200).json().getInteger("done"))
        .isEqualTo(1_000);
    items.add(UserSteps.create("more@thousand.example", "More"));
    client.post("/v1/users/batch", batch).hasStatus(400);
    List<String> lines =
        client
            .get("/v1/users/export?q=thousand&sort=-createdAt")
            .hasStatus(200)
            .body()
            .lines()
            .toList();
    Set<String> exported =
        lines.stream()
            .map(line -> new JsonObject(line).getString("email"))
            .collect(Collectors.toSet());
    assertThat(lines).hasSize(1_000);
    assertThat(exported).hasSize(1_000);
    assertThat(
            database.number(
                "select count(*) from notifier.mail where recipient like '%@thousand.example'"))
        .isZero();
    client.get("/v1/users/export?limit=3").hasStatus(400);
  }
}

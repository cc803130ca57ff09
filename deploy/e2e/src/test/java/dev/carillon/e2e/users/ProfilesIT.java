package dev.carillon.e2e.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Profiles are found by their fields, and measured. */
@WithUp(value = "CARILLON_PROFILE_INDEXES=age,address.city", shared = true)
class ProfilesIT {
  private final Client client;

  ProfilesIT(Up up) {
    this.client = up.client();
  }

  @Test
  void profilesAreFoundAndMeasured() {
    List<Integer> ages = List.of(20, 25, 30, 35, 40);
    for (int i = 0; i < ages.size(); i++) {
      JsonObject user = client.createUser("profile" + i + "@example.org", "Profile " + i);
      client
          .put(
              UserSteps.path(user) + "/profile",
              new JsonObject()
                  .put("team", "it")
                  .put("age", ages.get(i))
                  .put("address", new JsonObject().put("city", i % 2 == 0 ? "Bern" : "Basel")))
          .hasStatus(200);
    }
    String team = "/v1/profiles?filter=team:eq:it";
    assertThat(found(team + "&filter=age:gte:25&sort=age")).containsExactly(25, 30, 35, 40);
    assertThat(found(team + "&filter=address.city:eq:Bern&sort=-age")).containsExactly(40, 30, 20);
    assertThat(found(team + "&filter=address.city:prefix:B&filter=age:in:[20,40]&sort=age"))
        .containsExactly(20, 40);
    String next = client.get(team + "&sort=age&limit=2").json().getString("next");
    assertThat(found(team + "&sort=age&limit=2&cursor=" + next)).containsExactly(30, 35);
    JsonObject stats =
        client.get("/v1/profiles/stats?field=age&by=address.city&filter=team:eq:it").json();
    assertThat(stats.getLong("count")).isEqualTo(5);
    assertThat(stats.getDouble("avg")).isEqualTo(30);
    assertThat(stats.getJsonArray("groups").getJsonObject(0).getString("value")).isEqualTo("Bern");
    assertThat(stats.getJsonArray("groups").getJsonObject(0).getDouble("max")).isEqualTo(40);
  }

  private List<Integer> found(String path) {
    return client.get(path.replace("[", "%5B").replace("]", "%5D")).hasStatus(200).items().stream()
        .map(item -> ((JsonObject) item).getJsonObject("profile").getInteger("age"))
        .toList();
  }
}

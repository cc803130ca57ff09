package dev.carillon.e2e.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists of users: searched, sorted, paged. */
@WithUp(value = "CARILLON_PROFILE_INDEXES=age,address.city", shared = true)
class UserListsIT {
  private final Client client;
  private final UserSteps users;

  UserListsIT(Up up) {
    this.client = up.client();
    this.users = new UserSteps(up.client());
  }

  @Test
  void aListIsSearchedSortedAndPaged() {
    List<String> names = List.of("Zoë Ærø", "anna Lind", "Ánna Berg", "Bo-Göran Ek", "Cecilia");
    for (int i = 0; i < names.size(); i++) {
      client
          .post(
              "/v1/users",
              new JsonObject()
                  .put("email", "list" + i + "@searched.example")
                  .put("name", names.get(i))
                  .put("externalId", "list-" + i))
          .hasStatus(201);
    }
    assertThat(users.names("q=anna%20searched")).containsExactly("anna Lind", "Ánna Berg");
    assertThat(users.names("q=GORAN")).containsExactly("Bo-Göran Ek");
    assertThat(users.names("q=list-3")).containsExactly("Bo-Göran Ek");
    assertThat(users.names("q=nna")).isEmpty();
    assertThat(users.names("q=searched&sort=name"))
        .containsExactly("Ánna Berg", "anna Lind", "Bo-Göran Ek", "Cecilia", "Zoë Ærø");
    assertThat(users.names("q=searched&sort=-email").get(0)).isEqualTo("Cecilia");
    assertThat(users.names("externalId=list-4")).containsExactly("Cecilia");
    assertThat(users.names("email=LIST0@searched.example")).containsExactly("Zoë Ærø");
    assertThat(users.names("createdFrom=2100-01-01T00:00:00Z")).isEmpty();
    assertThat(users.names("q=searched&createdTo=2100-01-01T00:00:00Z")).hasSize(5);
    for (String sort : List.of("createdAt", "-createdAt", "name", "-name", "email", "-email")) {
      List<String> all = users.names("q=searched&sort=" + sort);
      assertThat(users.pages("q=searched&limit=2&sort=" + sort)).as(sort).isEqualTo(all);
    }
    String cursor = client.get("/v1/users?limit=1&sort=name").json().getString("next");
    client.get("/v1/users?limit=1&sort=email&cursor=" + cursor).hasStatus(400);
    JsonObject counted = client.get("/v1/users?q=searched&count=exact&limit=1").json();
    assertThat(counted.getLong("count")).isEqualTo(5);
    assertThat(client.get("/v1/users?count=estimate").json().getLong("count")).isNotNegative();
    assertThat(client.get("/v1/users").json().containsKey("count")).isFalse();
  }
}

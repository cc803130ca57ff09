package dev.carillon.e2e.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One user over HTTP: versions, methods, active or not, the overview. */
@WithUp(value = "CARILLON_PROFILE_INDEXES=age,address.city", shared = true)
class UsersIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Up up;
  private final Client client;
  private final UserSteps users;

  UsersIT(Up up) {
    this.up = up;
    this.client = up.client();
    this.users = new UserSteps(up.client());
  }

  @Test
  void aVersionIsAnETag() {
    String path = UserSteps.path(client.createUser("etag@example.org", "Etag"));
    assertThat(client.get(path).header("etag")).isEqualTo("\"v1\"");
    Client.Answer known = client.send("GET", path, null, "If-None-Match", "W/\"x\", \"v1\"");
    assertThat(known.hasStatus(304).body()).isEmpty();
    client.send("GET", path, null, "If-None-Match", "\"v2\"").hasStatus(200);
  }

  @Test
  void aChangeMustNameTheVersionThatItChanges() {
    String path = UserSteps.path(client.createUser("version@example.org", "Version"));
    JsonObject patch = new JsonObject().put("name", "Tag").put("zone", "Europe/Zurich");
    assertThat(UserSteps.code(client.send("PATCH", path, patch).hasStatus(428)))
        .isEqualTo("precondition-required");
    assertThat(
            UserSteps.code(client.send("PATCH", path, patch, "If-Match", "\"v7\"").hasStatus(412)))
        .isEqualTo("precondition");
    client.send("PATCH", path, patch, "If-Match", "W/\"v1\"").hasStatus(412);
    client.send("PATCH", path, patch, "If-Match", "v1").hasStatus(400);
    Client.Answer changed = client.send("PATCH", path, patch, "If-Match", "\"v1\"").hasStatus(200);
    assertThat(changed.header("etag")).isEqualTo("\"v2\"");
    assertThat(changed.json().getString("name")).isEqualTo("Tag");
  }

  @Test
  void aPatchChangesRemovesOrLeavesAField() {
    JsonObject user = client.createUser("patch@example.org", "Patch");
    String path = UserSteps.path(user);
    JsonObject patch = new JsonObject().put("name", "Tag").put("zone", "Europe/Bern");
    client.send("PATCH", path, patch).hasStatus(400); // there is no such zone
    patch.put("zone", "Europe/Zurich");
    client.send("PATCH", path, patch, "If-Match", "*").hasStatus(200);
    Client.Answer same = client.send("PATCH", path, patch, "If-Match", "*").hasStatus(200);
    assertThat(same.header("etag")).as("nothing changed").isEqualTo("\"v2\"");
    JsonObject removal = new JsonObject().putNull("zone");
    assertThat(client.send("PATCH", path, removal, "If-Match", "*").json().getValue("zone"))
        .isNull();
    client.send("PATCH", path, new JsonObject().putNull("name"), "If-Match", "*").hasStatus(400);
    assertThat(users.actions(user)).containsExactly("created", "changed", "changed");
  }

  @Test
  void headIsGetWithoutItsBody() {
    String path = UserSteps.path(client.createUser("head@example.org", "Head"));
    for (String asked : List.of(path, "/v1/users", "/v1/users/export", "/v1/profiles")) {
      Client.Answer head =
          client.send(client.request(asked).method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertThat(head.hasStatus(200).body()).isEmpty();
    }
    assertThat(client.send("DELETE", "/v1/users/export", null).hasStatus(405).header("allow"))
        .isEqualTo("GET, HEAD");
    client.send("GET", "/v1/users/batch", null).hasStatus(405);
    client
        .send(
            client
                .request("/v1/users")
                .header("Content-Type", "application/json; charset=latin1")
                .POST(HttpRequest.BodyPublishers.ofString("{}")))
        .hasStatus(415);
  }

  /** Written by hand, because no client library would send it. */
  @Test
  void aUrlWithBareUtf8IsRefusedAndNotMisread() throws IOException {
    try (Socket socket = UserSteps.openGet(up, "/v1/users?q=Zo\u00eb", "connection: close\r\n")) {
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("400 Bad Request")
          .contains("percent-encoded");
    }
  }

  @Test
  void deactivatedAndReactivated() {
    JsonObject user = client.createUser("active@example.org", "Active");
    String path = UserSteps.path(user);
    client.send("POST", path + "/deactivate", null, "If-Match", "\"v2\"").hasStatus(412);
    assertThat(client.post(path + "/deactivate", null).json().getBoolean("active")).isFalse();
    assertThat(client.post(path + "/deactivate", null).json().getLong("version")).isEqualTo(2);
    assertThat(client.post(path + "/reactivate", null).json().getBoolean("active")).isTrue();
    assertThat(users.actions(user)).containsExactly("created", "deactivated", "reactivated");
  }

  @Test
  void anOverviewHasThreePartsAndEachItsOwnFailure() {
    JsonObject user = client.createUser("overview@example.org", "Over View");
    JsonObject overview = client.get(UserSteps.path(user) + "/overview").hasStatus(200).json();
    assertThat(overview.getJsonObject("user").getJsonObject("data")).isEqualTo(user);
    assertThat(overview.getJsonObject("profile").getBoolean("success")).isFalse();
    assertThat(overview.getJsonObject("profile").getJsonObject("error").getString("code"))
        .isEqualTo("not-found");
  }

  @Test
  void anOverviewShowsProfileAndMail() {
    String path = UserSteps.path(client.createUser("overseen@example.org", "Over Seen"));
    client.put(path + "/profile", new JsonObject().put("a", 1)).hasStatus(200);
    Await.until(
        LIMIT,
        () -> "the welcome mail in the overview",
        () ->
            !client
                .get(path + "/overview")
                .json()
                .getJsonObject("mail")
                .getJsonArray("data")
                .isEmpty());
    assertThat(
            client
                .get(path + "/overview")
                .json()
                .getJsonObject("profile")
                .getJsonObject("data")
                .getJsonObject("profile"))
        .isEqualTo(new JsonObject().put("a", 1));
  }

  @Test
  void whoDoesNotExistHasNoOverview() {
    client.get("/v1/users/" + UUID.randomUUID() + "/overview").hasStatus(404);
  }

  @Test
  void aProfileMayBeWrittenOnlyIfItIsNew() {
    String path = UserSteps.path(client.createUser("new@example.org", "New")) + "/profile";
    client.put(path, new JsonObject().put("a", 1)).hasStatus(200);
    client.send("PUT", path, new JsonObject(), "If-None-Match", "*").hasStatus(412);
    client.send("PUT", path, new JsonObject(), "If-None-Match", "\"v1\"").hasStatus(400);
  }

  @Test
  void aPathWithoutABodyRefusesOne() {
    String path = UserSteps.path(client.createUser("nobody@example.org", "No Body"));
    client.send("POST", path + "/reactivate", "{\"oops\":1}").hasStatus(400);
  }
}

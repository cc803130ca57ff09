package dev.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is erased gets no mail any more, to none of the addresses that were ever theirs alone. */
class EraseIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void mailThatHasNotLeftIsCancelled() {
    Map<String, String> environment = Map.of("CARILLON_SMTP_URL", "smtp://127.0.0.1:9");
    try (Up up = Up.start(folder.resolve("data"), environment);
        Database database = Database.of(up)) {
      Client client = up.client();
      JsonObject user = client.createUser("first@erase.example", "Erased");
      String path = "/v1/users/" + user.getString("id");
      JsonObject move = new JsonObject().put("email", "second@erase.example");
      client.send("PATCH", path, move, "If-Match", "*").hasStatus(200);
      for (String to :
          List.of("first@erase.example", "Second@erase.example", "else@erase.example")) {
        client.post("/v1/emails", Client.mail(to, "Pending")).hasStatus(202);
      }
      awaitStates(client, new JsonObject().put("retrying", 4));
      client.send("DELETE", path, null).hasStatus(200);
      awaitStates(client, new JsonObject().put("retrying", 1).put("cancelled", 3));
      JsonObject left = client.get("/v1/emails?state=retrying").items().getJsonObject(0);
      assertThat(left.getJsonObject("to").getString("email")).isEqualTo("else@erase.example");
      Await.until(
          LIMIT,
          () -> "an empty outbox",
          () -> database.number("select count(*) from users.outbox") == 0);
    }
  }

  @Test
  void anAddressThatIsSomebodyElsesNowIsLeftAlone() {
    Map<String, String> environment =
        Map.of("CARILLON_SMTP_URL", "smtp://127.0.0.1:9", "CARILLON_WELCOME", "off");
    try (Up up = Up.start(folder.resolve("data"), environment)) {
      Client client = up.client();
      JsonObject user = client.createUser("shared@erase.example", "Before");
      String path = "/v1/users/" + user.getString("id");
      JsonObject move = new JsonObject().put("email", "moved@erase.example");
      client.send("PATCH", path, move, "If-Match", "*").hasStatus(200);
      client.createUser("Shared@erase.example", "After");
      client.post("/v1/emails", Client.mail("shared@erase.example", "Theirs")).hasStatus(202);
      client.post("/v1/emails", Client.mail("moved@erase.example", "Gone")).hasStatus(202);
      awaitStates(client, new JsonObject().put("retrying", 2));
      client.send("DELETE", path, null).hasStatus(200);
      awaitStates(client, new JsonObject().put("retrying", 1).put("cancelled", 1));
    }
  }

  private static void awaitStates(Client client, JsonObject states) {
    Await.until(
        LIMIT,
        () -> states + " instead of " + client.get("/v1/ledger").body(),
        () -> {
          JsonObject ledger = client.get("/v1/ledger").hasStatus(200).json();
          return ledger.getJsonObject("states").equals(states) && ledger.getBoolean("balanced");
        });
  }
}

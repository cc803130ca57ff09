package dev.carillon.e2e.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is erased gets no mail any more, to none of the addresses that were ever theirs alone. */
class EraseIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void mailThatHasNotLeftIsCancelled() {
    Map<String, String> environment = Map.of("CARILLON_WELCOME", "off");
    try (Up up = Up.start(folder.resolve("data"), environment);
        Database database = Database.in(up.data())) {
      Client client = up.client();
      JsonObject user = client.createUser("first@erase.example", "Erased");
      String path = "/v1/users/" + user.getString("id");
      JsonObject move = new JsonObject().put("email", "second@erase.example");
      client.send("PATCH", path, move, "If-Match", "*").hasStatus(200);
      for (String to :
          List.of("first@erase.example", "Second@erase.example", "else@erase.example")) {
        client.post("/v1/emails", later(to, "Pending")).hasStatus(202);
      }
      awaitStates(client, new JsonObject().put("scheduled", 3));
      client.send("DELETE", path, null).hasStatus(200);
      awaitStates(client, new JsonObject().put("scheduled", 1).put("cancelled", 2));
      JsonObject left = client.get("/v1/emails?state=scheduled").items().getJsonObject(0);
      assertThat(left.getJsonObject("to").getString("email")).isEqualTo("else@erase.example");
      Await.until(
          LIMIT,
          () -> "an empty outbox",
          () -> database.number("select count(*) from users.outbox") == 0);
    }
  }

  /** A mail that is being sent ends first; what the address gets later is its next owner's. */
  @Test
  void aMailInAWorkersHandsIsCancelledWhenItComesBack() {
    Map<String, String> environment = Map.of("CARILLON_WELCOME", "off");
    try (Up up = Up.start(folder.resolve("data"), environment);
        Database database = Database.in(up.data())) {
      Client client = up.client();
      JsonObject user = client.createUser("busy@erase.example", "Busy");
      client.post("/v1/emails", later("busy@erase.example", "Old")).hasStatus(202);
      awaitStates(client, new JsonObject().put("scheduled", 1));
      // As if the living worker had it in its hands.
      database.change(
          "with d as (delete from notifier.deferred returning mail_id, attempt)"
              + " insert into notifier.lease (worker, until, attempt, mail_ids, server_start)"
              + " select (select last_value from notifier.worker_seq), notifier.clock_now() +"
              + " interval '1 hour', attempt, array[mail_id], pg_postmaster_start_time() from d");
      client.send("DELETE", "/v1/users/" + user.getString("id"), null).hasStatus(200);
      Await.until(
          LIMIT,
          () -> "a first try to cancel",
          () -> database.number("select coalesce(max(attempts), 0) from users.outbox") > 0);
      assertThat(client.get("/v1/ledger").json().getJsonObject("states").getMap())
          .containsEntry("sending", 1);
      client.createUser("busy@erase.example", "Next owner");
      client.post("/v1/emails", later("busy@erase.example", "New")).hasStatus(202);
      awaitStates(client, new JsonObject().put("sending", 1).put("scheduled", 1));
      database.change(
          "with l as (delete from notifier.lease returning mail_ids, attempt)"
              + " insert into notifier.deferred (mail_id, run_at, attempt, reason)"
              + " select mail_ids[1], notifier.clock_now() + interval '1 hour', attempt, 's' from l");
      awaitStates(client, new JsonObject().put("scheduled", 1).put("cancelled", 1));
      assertThat(
              client
                  .get("/v1/emails?state=scheduled")
                  .items()
                  .getJsonObject(0)
                  .getString("subject"))
          .isEqualTo("New");
    }
  }

  @Test
  void anAddressThatIsSomebodyElsesNowIsLeftAlone() {
    Map<String, String> environment = Map.of("CARILLON_WELCOME", "off");
    try (Up up = Up.start(folder.resolve("data"), environment)) {
      Client client = up.client();
      JsonObject user = client.createUser("shared@erase.example", "Before");
      String path = "/v1/users/" + user.getString("id");
      JsonObject move = new JsonObject().put("email", "moved@erase.example");
      client.send("PATCH", path, move, "If-Match", "*").hasStatus(200);
      client.createUser("Shared@erase.example", "After");
      client.post("/v1/emails", later("shared@erase.example", "Theirs")).hasStatus(202);
      client.post("/v1/emails", later("moved@erase.example", "Gone")).hasStatus(202);
      awaitStates(client, new JsonObject().put("scheduled", 2));
      client.send("DELETE", path, null).hasStatus(200);
      awaitStates(client, new JsonObject().put("scheduled", 1).put("cancelled", 1));
    }
  }

  private static JsonObject later(String to, String subject) {
    return Client.mail(to, subject).put("delay", "PT1H");
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

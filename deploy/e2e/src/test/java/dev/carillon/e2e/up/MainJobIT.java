package dev.carillon.e2e.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.MainJob;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The main job against {@code carillon up}: HTTP, WebSocket and SMTP only. */
@WithUp
class MainJobIT {
  private final Up up;
  private final MainJob job;

  MainJobIT(Up up) {
    this.up = up;
    this.job = new MainJob(up.client());
  }

  @Test
  void aNewUserIsToldToSubscribersAndWelcomedByMail() {
    job.aNewUserIsToldToSubscribersAndWelcomedByMail(this::inboxOf);
  }

  @Test
  void usersAreReadListedDeactivatedAndAudited() {
    job.usersAreReadListedDeactivatedAndAudited();
  }

  @Test
  void aProfileIsKept() {
    job.aProfileIsKept();
  }

  @Test
  void anAcceptedMailIsSentAndVisible() {
    job.anAcceptedMailIsSentAndVisible(this::inboxOf);
  }

  @Test
  void plainClientsHearOneAnotherAndTheClock() {
    job.plainClientsHearOneAnotherAndTheClock(List.of(up.client()));
  }

  @Test
  void aPageOfManyUsersContinuesWhereTheLastEnded() {
    Client client = up.client();
    for (int i = 0; i < 7; i++) {
      client.createUser("page" + i + "@example.org", "Page");
    }
    String cursor = "";
    int seen = 0;
    do {
      JsonObject page = client.get("/v1/users?limit=3" + cursor).hasStatus(200).json();
      seen += page.getJsonArray("items").size();
      assertThat(page.getJsonArray("items").size()).isLessThanOrEqualTo(3);
      cursor = page.getString("next") == null ? null : "&cursor=" + page.getString("next");
    } while (cursor != null);
    assertThat(seen).isGreaterThanOrEqualTo(7);
  }

  @Test
  void theManagementPortTellsHowThingsStand() {
    up.management().get("/livez").hasStatus(200);
    Await.until( // its canaries sing for the first time some moments after the start
        Duration.ofSeconds(60),
        () -> "ready: " + up.management().get("/readyz").body(),
        () -> up.management().get("/readyz").status() == 200);
    JsonObject ready = up.management().get("/readyz").hasStatus(200).json();
    assertThat(ready.getJsonObject("checks").fieldNames())
        .contains("postgres users", "mongodb profiles", "postgres notifier", "users canary");
    assertThat(up.management().get("/metrics").hasStatus(200).body()).contains("vertx_http_server");
  }

  private JsonArray inboxOf(String address) {
    JsonArray[] found = new JsonArray[1];
    Await.until(
        Duration.ofSeconds(60),
        () -> "a mail to " + address,
        () -> {
          found[0] = up.client().get("/v1/inbox?to=" + address).hasStatus(200).items();
          return !found[0].isEmpty();
        });
    return found[0];
  }
}

package dev.carillon.e2e.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Running;
import dev.carillon.e2e.harness.SmtpSink;
import dev.carillon.e2e.harness.Up;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code carillon up} promises about its data folder. */
class UpIT {
  private static final String SHIFTED = "The clock of schedules is 7d ahead";

  @TempDir Path folder;

  @Test
  void aSecondOnTheSameDataRefusesAndOneOnOtherDataLivesBesideIt() {
    try (Up first = Up.start(folder.resolve("one"), Map.of());
        Up refused = Up.attempt(folder.resolve("one"), Map.of());
        Up second = Up.start(folder.resolve("two"), Map.of())) {
      assertThat(refused.process().awaitExit()).isEqualTo(1);
      assertThat(refused.process().output()).contains("is in use by another carillon");
      first.client().createUser("only@first.example", "First");
      assertThat(second.client().get("/v1/users").items()).isEmpty();
      assertThat(second.client().get("/v1/users").hasStatus(200).status()).isEqualTo(200);
      assertThat(new Client(second.port(), first.key()).get("/v1/users").status()).isEqualTo(401);
    }
  }

  @Test
  void aTakenPortIsSaidAtOnce() {
    try (Up first = Up.start(folder.resolve("one"), Map.of());
        Running second =
            Running.start(
                folder.resolve("second.log"),
                Map.of("CARILLON_HTTP_PORT", Integer.toString(first.port())),
                "dev.carillon.launcher.Carillon",
                "up",
                "--data",
                folder.resolve("two").toString(),
                "--management-port",
                "0")) {
      assertThat(second.awaitExit()).isEqualTo(1);
      assertThat(second.output()).contains("cannot be used").contains("--port");
    }
  }

  @Test
  void everythingStopsInOrderAndTheNextUpFindsAllDataAgain() {
    Path data = folder.resolve("data");
    String path;
    long postmaster;
    try (Up up = Up.first(data, Map.of())) {
      path = write(up.client());
      up.client().post("/v1/time", new JsonObject().put("forward", "P7D")).hasStatus(200);
      postmaster = up.postmaster();
      up.process().stop();
      assertThat(up.process().output()).contains("Services stopped").doesNotContain(SHIFTED);
    }
    assertThat(Running.runs(postmaster)).isFalse();
    try (Up again = Up.start(data, Map.of("CARILLON_SMTP_URL", "smtp://127.0.0.1:9"))) {
      again.client().get("/v1/time").hasStatus(404); // where nothing else would say it
      assertThat(again.process().output()).contains(SHIFTED);
    }
    try (Up again = Up.start(data, Map.of())) {
      assertFound(again.client(), path);
      assertThat(again.client().get("/v1/time").json().getString("shift")).isEqualTo("PT168H");
    }
  }

  @Test
  void aRequestThatStillRunsWhenTheServerStopsIsToldSo() throws Exception {
    try (Up up = Up.start(folder.resolve("data"), Map.of())) {
      CompletableFuture<Client.Answer> asked =
          CompletableFuture.supplyAsync(() -> up.client().get("/delay/20"));
      Await.until(
          java.time.Duration.ofSeconds(60),
          () -> "the request to run",
          () -> up.client().get("/v1/tasks").body().contains("delay of 20 s"));
      up.process().stop();
      Client.Answer answer = asked.get(20, TimeUnit.SECONDS).hasStatus(503);
      assertThat(answer.json().getString("detail")).startsWith("The server is shutting down");
    }
  }

  @Test
  void afterAKillTheNextUpTakesTheDatabaseOverAndFindsAllDataAgain() {
    Path data = folder.resolve("data");
    String path;
    long postmaster;
    String key;
    try (Up up = Up.start(data, Map.of())) {
      path = write(up.client());
      postmaster = up.postmaster();
      key = up.key();
      up.process().kill();
    }
    assertThat(Running.runs(postmaster)).isTrue();
    try (Up again = Up.start(data, Map.of())) {
      assertThat(again.postmaster()).isEqualTo(postmaster);
      assertThat(again.key()).isEqualTo(key);
      assertFound(again.client(), path);
    }
    assertThat(Running.runs(postmaster)).isFalse();
  }

  @Test
  void serversThatTheConfigurationNamesAreUsedInsteadOfEmbeddedOnes() {
    try (SmtpSink sink = SmtpSink.start(folder);
        Backends backends = Backends.start(folder.resolve("external"), sink.url())) {
      Map<String, String> settings = backends.environment();
      Map<String, String> external =
          Map.of(
              "CARILLON_PG_URL", settings.get("CARILLON_NOTIFIER_MIGRATION_URL"),
              "CARILLON_MONGO_URL", settings.get("CARILLON_MONGO_URL"),
              "CARILLON_SMTP_URL", sink.url());
      try (Up up = Up.first(folder.resolve("data"), external)) {
        assertThat(folder.resolve("data/postgres")).doesNotExist();
        String path =
            "/v1/users/" + up.client().createUser("ext@example.org", "Ext").getString("id");
        up.client().put(path + "/profile", new JsonObject().put("a", 1)).hasStatus(200);
        up.client().get("/v1/inbox").hasStatus(404); // no local inbox, no route
        up.client().get("/v1/faults").hasStatus(404); // nor may servers of others be broken
        up.client().send("POST", "/v1/faults/worker", "").hasStatus(404);
        up.client().get("/v1/time").hasStatus(404); // nor their schedules be moved
        up.client().post("/v1/time", new JsonObject().put("forward", "P1D")).hasStatus(404);
        Await.until(
            java.time.Duration.ofSeconds(60),
            () -> "the welcome mail at the external server",
            () -> !sink.arrivals().isEmpty());
      }
    }
  }

  @Test
  void aMigrationThatIsRefusedEndsTheStartWithoutAPasswordInAnyOutput() {
    try (Backends backends = Backends.postgres(folder.resolve("external"));
        Database database = backends.database("USERS")) {
      database.change("create role poor login password 'marked-secret'");
      database.change("grant create on database postgres to poor");
      String place =
          backends.environment().get("CARILLON_USERS_MIGRATION_URL").replaceFirst(".*@", "@");
      Map<String, String> environment =
          Map.of(
              "CARILLON_LOG_LEVEL", "DEBUG",
              "CARILLON_PG_URL", "postgresql://missing_app:marked-secret" + place,
              "CARILLON_MIGRATION_URL", "postgresql://poor:marked-secret" + place,
              "CARILLON_MONGO_URL", "mongodb://me:marked-secret@127.0.0.1:9/carillon",
              "CARILLON_SMTP_URL", "smtp://me:marked-secret@127.0.0.1:9");
      try (Up refused = Up.attempt(folder.resolve("data"), environment)) {
        assertThat(refused.process().awaitExit()).isEqualTo(1);
        assertThat(refused.process().output())
            .contains("permission denied to create role")
            .contains("CARILLON_MIGRATION_URL")
            .doesNotContain("marked", "create role \"", "\tat ");
        assertThat(folder.resolve("data")).doesNotExist();
      }
    }
  }

  private static String write(Client client) {
    String path = "/v1/users/" + client.createUser("kept@example.org", "Kept").getString("id");
    client.put(path + "/profile", new JsonObject().put("kept", true)).hasStatus(200);
    Await.until(
        java.time.Duration.ofSeconds(60),
        () -> "the welcome mail to be settled",
        () -> !client.get("/v1/emails?to=kept@example.org&state=sent").items().isEmpty());
    return path;
  }

  private static void assertFound(Client client, String path) {
    assertThat(client.get(path).hasStatus(200).json().getString("email"))
        .isEqualTo("kept@example.org");
    assertThat(client.get(path + "/profile").hasStatus(200).json().getJsonObject("profile"))
        .isEqualTo(new JsonObject().put("kept", true));
    assertThat(client.get("/v1/inbox?to=kept@example.org").items()).hasSize(1);
    assertThat(client.get("/v1/ledger").json().getBoolean("balanced")).isTrue();
  }
}

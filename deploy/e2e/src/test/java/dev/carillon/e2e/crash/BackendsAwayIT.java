package dev.carillon.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import dev.carillon.bench.process.PostgresControl;
import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that is away or full makes 503 of what needs it, and nothing else; then it is back.
 */
class BackendsAwayIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void aDatabaseThatIsAwayIsMissedOnlyWhereItIsNeededAndComesBack() {
    int mongoPort = FreePorts.next();
    MongoServer mongo = mongo(mongoPort);
    Map<String, String> environment =
        Map.of("CARILLON_MONGO_URL", "mongodb://127.0.0.1:" + mongoPort + "/carillon");
    try (Up up = Up.start(folder.resolve("data"), environment)) {
      Client client = up.client();
      String user = "/v1/users/" + client.createUser("away@example.org", "Away").getString("id");
      client.put(user + "/profile", new JsonObject().put("a", 1)).hasStatus(200);

      mongo.shutdownNow();
      awaitReady(up, 503);
      assertUnavailable(client, user + "/profile");
      client.get(user).hasStatus(200);
      JsonObject overview = client.get(user + "/overview").hasStatus(200).json();
      assertThat(overview.getJsonObject("user").getBoolean("success")).isTrue();
      assertThat(overview.getJsonObject("profile").getJsonObject("error").getString("code"))
          .isEqualTo("unavailable");
      mongo = mongo(mongoPort);
      awaitReady(up, 200);
      Await.until(
          LIMIT,
          () -> "profiles again",
          () -> client.put(user + "/profile", new JsonObject().put("b", 2)).status() == 200);

      PostgresControl server = EmbeddedServer.of(up);
      server.stop();
      awaitReady(up, 503);
      assertUnavailable(client, user);
      assertThat(client.post("/v1/users", new JsonObject().put("email", "x@y.z").put("name", "X")))
          .extracting(Client.Answer::status)
          .isEqualTo(503);
      assertAcceptsAreRefusedFast(client);
      server.start();
      awaitReady(up, 200);
      Await.until(
          LIMIT,
          () -> "accepts again",
          () -> client.post("/v1/emails", Client.mail("a@b.c", "S")).status() == 202);
      Await.until(LIMIT, () -> "users again", () -> client.get(user).status() == 200);
    } finally {
      mongo.shutdownNow();
    }
  }

  /** One that hangs says nothing; whoever waited for it has been told, and then nobody waits. */
  @Test
  void aDatabaseThatHangsIsLeftAloneSoon() {
    try (Up up = Up.start(folder.resolve("data"), Map.of())) {
      Client client = up.client();
      String user = "/v1/users/" + client.createUser("hang@example.org", "Hang").getString("id");
      PostgresControl server = EmbeddedServer.of(up);
      server.signal("STOP");
      try {
        Await.until(
            LIMIT,
            () -> "503 instead of time-outs",
            () -> {
              List<Client.Answer> answers =
                  IntStream.range(0, 8).parallel().mapToObj(i -> client.get(user)).toList();
              assertThat(answers).allMatch(a -> a.status() == 503 || a.status() == 504);
              return answers.stream()
                  .anyMatch(a -> a.body().contains("No answer from users reads"));
            });
        Await.until(
            LIMIT,
            () -> "the doctor's word: " + client.get("/v1/cluster").body(),
            () -> client.get("/v1/cluster").body().contains(" is not ready: "));
      } finally {
        server.signal("CONT");
      }
      Await.until(LIMIT, () -> "users again", () -> client.get(user).status() == 200);
      awaitReady(up, 200);
    }
  }

  /** Refusals are answers: they neither open the gate's breaker nor keep it open. */
  @Test
  void refusalsDoNotCloseTheDoor() {
    try (Up up = Up.start(folder.resolve("data"), Map.of());
        Database database = Database.in(up.data())) {
      Client client = up.client();
      String id = client.createUser("hot@example.org", "Hot").getString("id");
      database.change("begin");
      database.change("update users.users set name = 'Held' where id = '" + id + "'");
      List<Client.Answer> answers = deactivateTogether(client, id, 8);
      // 503 of who waited for the lock, 504 of who had waited for its turn before
      assertThat(answers).allMatch(a -> a.status() == 503 || a.status() == 504);
      assertThat(answers)
          .filteredOn(a -> a.status() == 504)
          .allMatch(a -> a.json().getString("detail").contains("may have been done"));
      client.createUser("cold@example.org", "Cold");
      database.change("rollback");
      PostgresControl server = EmbeddedServer.of(up);
      server.stop();
      String unknown = "/v1/users/" + java.util.UUID.randomUUID() + "/deactivate";
      Await.until(
          LIMIT,
          () -> "an open breaker",
          () -> client.post(unknown, null).body().contains("No answer from users changes"));
      server.start();
      Await.until(LIMIT, () -> "404 again", () -> client.post(unknown, null).status() == 404);
      assertThat(
              IntStream.range(0, 50).mapToObj(i -> client.post(unknown, null).status()).distinct())
          .containsExactly(404);
    }
  }

  @Test
  void whoFindsNoRoomIsToldToComeBack() {
    Map<String, String> environment =
        Map.of(
            "CARILLON_USERS_PG_CONNECTIONS", "1",
            "CARILLON_POOL_WAITING", "2",
            "CARILLON_POOL_WAIT", "1s");
    try (Up up = Up.start(folder.resolve("data"), environment);
        Database database = Database.in(up.data())) {
      Client client = up.client();
      String id = client.createUser("full@example.org", "Full").getString("id");
      database.change("begin");
      database.change("update users.users set name = 'Held' where id = '" + id + "'");
      List<Client.Answer> answers = deactivateTogether(client, id, 12);
      database.change("rollback");
      assertThat(answers).allMatch(a -> a.status() == 503 && a.header("retry-after") != null);
      assertThat(answers).anyMatch(a -> a.body().contains("Too many wait for users changes"));
      Await.until(
          LIMIT,
          () -> "room again",
          () -> client.post("/v1/users/" + id + "/deactivate", null).status() == 200);
      String metrics = up.management().get("/metrics").body();
      assertThat(metrics)
          .contains("carillon_pool_in_use{pool=\"users changes\"")
          .contains("carillon_pool_waiting{pool=\"users reads\"")
          .contains("carillon_pool_wait_seconds_count{pool=\"profiles\"");
    }
  }

  @Test
  void aDatabaseThatTakesNoChangesIsNotReadyAndChangesAreToComeBack() {
    try (Up up = Up.start(folder.resolve("data"), Map.of());
        Database database = Database.in(up.data())) {
      Client client = up.client();
      String user = "/v1/users/" + client.createUser("ro@example.org", "Ro").getString("id");
      database.change("alter system set default_transaction_read_only = on");
      database.texts("select pg_reload_conf()");
      awaitReady(up, 503);
      Await.until(LIMIT, () -> "no", () -> refused(client.post(user + "/deactivate", null)));
      Await.until(
          LIMIT, () -> "no", () -> refused(client.post("/v1/emails", Client.mail("a@b.c", "S"))));
      Await.until(LIMIT, () -> "reads", () -> client.get(user).status() == 200);
      database.change("alter system reset default_transaction_read_only");
      database.texts("select pg_reload_conf()");
      awaitReady(up, 200);
      Await.until(
          LIMIT, () -> "changes", () -> client.post(user + "/deactivate", null).status() == 200);
    }
  }

  /** But for one that meets a connection that is being dropped, whose 504 is true. */
  private static boolean refused(Client.Answer answer) {
    if (answer.status() == 504) {
      return false;
    }
    answer.hasStatus(503);
    assertThat(answer.json().getBoolean("retryable")).isTrue();
    return true;
  }

  private static List<Client.Answer> deactivateTogether(Client client, String id, int times) {
    return IntStream.range(0, times)
        .parallel()
        .mapToObj(i -> client.post("/v1/users/" + id + "/deactivate", null))
        .toList();
  }

  private static MongoServer mongo(int port) {
    MongoServer server = new MongoServer(H2Backend.inMemory());
    server.bind("127.0.0.1", port);
    return server;
  }

  /** With a key and without: the door is closed, and nobody waits for the server. */
  private static void assertAcceptsAreRefusedFast(Client client) {
    Await.until(
        LIMIT,
        () -> "an open breaker",
        () ->
            client
                .post("/v1/emails", Client.mail("a@b.c", "S"))
                .body()
                .contains("No answer from mail accepts"));
    List<Client.Answer> answers =
        IntStream.range(0, 100)
            .parallel()
            .mapToObj(
                i ->
                    i % 2 == 0
                        ? client.post("/v1/emails", Client.mail("a@b.c", "S"))
                        : client.send(
                            "POST",
                            "/v1/emails",
                            Client.mail("a@b.c", "S"),
                            "Idempotency-Key",
                            "away-" + i))
            .toList();
    assertThat(answers).allMatch(a -> a.status() == 503 && a.header("retry-after") != null, "503");
  }

  /** Not one of many is left waiting for a time-out. */
  private static void assertUnavailable(Client client, String path) {
    List<Client.Answer> answers =
        IntStream.range(0, 100).parallel().mapToObj(i -> client.get(path)).toList();
    assertThat(answers).allMatch(a -> a.status() == 503 && a.header("retry-after") != null, "503");
  }

  private static void awaitReady(Up up, int status) {
    Await.until(
        LIMIT,
        () -> "readiness " + status,
        () -> up.management().get("/readyz").status() == status);
  }
}

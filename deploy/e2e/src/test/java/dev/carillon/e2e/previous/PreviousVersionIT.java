package dev.carillon.e2e.previous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.bench.process.Child;
import dev.carillon.bench.process.PreviousVersion;
import dev.carillon.bench.process.ServiceProcess;
import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.SmtpSink;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The version before and the present one on one database, in both orders of start: each takes users
 * and mail, reads what the other wrote, and what any of them has taken is sent once.
 */
class PreviousVersionIT {
  private static final Path KEPT = Path.of("src/test/previous");
  private static final int ROUNDS = 60;
  private static final String KEY = "previous-version-key-0123456789abcdef";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void twoAdjacentVersionsWorkSideBySide() throws Exception {
    assumeTrue(
        PreviousVersion.isIn(KEPT),
        "SKIPPED: no version before this one is kept; src/test/previous/renew makes one");
    String old = PreviousVersion.classPath(KEPT);
    String present = System.getProperty("java.class.path");
    try (SmtpSink sink = SmtpSink.start(folder);
        Backends backends = Backends.start(folder.resolve("data"), sink.url());
        Side before = new Side("before", old, backends);
        Side now = new Side("now", present, backends);
        Side late = new Side("late", old, backends)) { // it finds the schema of the present one
      List<Side> sides = List.of(before, now, late);
      List<String> told = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        told.addAll(traffic(i, sides.get(i % 3).client, sides.get((i + 1) % 3).client));
      }
      Await.until(LIMIT, () -> "all mail", () -> sink.arrivals().size() >= told.size());
      Await.until(
          LIMIT,
          () -> "outcomes: " + now.client.get("/v1/ledger").body(),
          () -> sentOf(now).equals(told.size()));
      assertThat(sink.arrivals())
          .extracting(SmtpSink.Arrival::recipient)
          .containsExactlyInAnyOrderElementsOf(told);
      for (Side side : sides) {
        JsonObject ledger = side.client.get("/v1/ledger").hasStatus(200).json();
        assertThat(ledger.getBoolean("balanced")).as(side.name).isTrue();
        assertThat(side.process.isAlive()).as(side.name).isTrue();
      }
    }
  }

  private static Integer sentOf(Side side) {
    JsonObject states = side.client.get("/v1/ledger").hasStatus(200).json().getJsonObject("states");
    return states.getInteger("sent", 0);
  }

  /** A user is made here and read there, who gets mail from there. Gives who is to be told. */
  private static List<String> traffic(int number, Client here, Client there) {
    String email = "user" + number + "@example.org";
    JsonObject user = here.createUser(email, "User " + number);
    String path = "/v1/users/" + user.getString("id");
    assertThat(there.get(path).hasStatus(200).json().getString("email")).isEqualTo(email);
    here.put(path + "/profile", new JsonObject().put("n", number)).hasStatus(200);
    assertThat(there.get(path + "/profile").hasStatus(200).json().getJsonObject("profile"))
        .isEqualTo(new JsonObject().put("n", number));
    JsonObject mail =
        new JsonObject()
            .put("to", new JsonObject().put("userId", user.getString("id")))
            .put("subject", "S")
            .put("text", "text");
    String id = there.post("/v1/emails", mail).hasStatus(202).json().getString("id");
    assertThat(here.get("/v1/emails/" + id).hasStatus(200).json().getString("subject"))
        .isEqualTo("S");
    here.get("/v1/emails/" + id + "/timeline").hasStatus(200);
    return List.of(email, email); // the welcome, and this one
  }

  /** All services of one version in a process. */
  private final class Side implements AutoCloseable {
    private final String name;
    private final Child process;
    private final Client client;

    Side(String name, String classPath, Backends backends) throws IOException {
      int port = FreePorts.next();
      Path keys = Files.writeString(folder.resolve("keys"), ServiceProcess.keyLine(KEY));
      JsonObject settings =
          backends
              .config()
              .put("CARILLON_API_KEYS_FILE", keys.toString())
              .put("CARILLON_HTTP_PORT", port)
              .put("CARILLON_MANAGEMENT_PORT", 0);
      this.name = name;
      this.client = new Client(port, KEY);
      this.process =
          Child.start(
              folder.resolve(name + ".log"),
              List.of("-XX:TieredStopAtLevel=1"),
              classPath,
              ServiceProcess.class,
              Files.writeString(folder.resolve(name + ".json"), settings.encode()).toString(),
              "USERS",
              "NOTIFIER",
              "GATEWAY");
    }

    @Override
    public void close() {
      process.close();
    }
  }
}

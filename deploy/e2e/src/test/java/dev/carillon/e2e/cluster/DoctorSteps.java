package dev.carillon.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.launcher.cli.Commands;
import dev.carillon.launcher.terminal.Terminal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A second process with users and mail comes to a gateway and {@code users}. It stands still: the
 * doctor names it, the gateway stays ready. Both stand still: the gateway is not, and says why.
 */
final class DoctorSteps {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-");
  private static final Pattern NOBODY =
      Pattern.compile(
          "users canary: nobody answers for users: users1 for \\d+ s, users2 for \\d+ s");

  private final Cluster cluster;
  private final Path folder;

  DoctorSteps(Cluster cluster, Path folder) {
    this.cluster = cluster;
    this.folder = folder;
  }

  /** What a command printed, and its status. */
  private record Said(int status, String text) {}

  void whoStandsStillIsNamedAndTheGatewayStaysReadyWhileAnotherAnswers() {
    cluster.startAndAwait("users2", named("users2"), "users", "notifier");
    try {
      awaitWhole();
      assertThat(doctor().text()).contains("All is well.", "users2", "schema users");
      namesEverywhere();
      standsStill("users2", "users2");
      standsStill("users", "users1"); // the oldest member, which the cluster's maps wait for
      bothStandStill();
      assertThat(readMetrics()).contains("carillon_node_info{node=\"gateway1\",version=\"");
      assertThat(cluster.process("gateway").output())
          .containsPattern("gateway1 WARN .* users2 says nothing")
          .doesNotContainPattern(UUID);
      awaitWhole(); // who comes back registers again, and is alone with it from now on
    } finally {
      cluster.process("users2").stop();
    }
    awaitWhole();
  }

  /** Whichever gateway is asked, what all of them have is told, and every process. */
  void theOverviewSumsOverBothGateways() {
    List<Client> gateways = List.of(cluster.client("gateway"), cluster.client("gateway2"));
    try (Client.Socket here = gateways.get(0).webSocket(null);
        Client.Socket there = gateways.get(1).webSocket(null)) {
      for (Client gateway : gateways) {
        Await.until(
            LIMIT,
            () -> "two sockets: " + gateway.get("/v1/overview").body(),
            () -> {
              JsonObject told = gateway.get("/v1/overview").hasStatus(200).json();
              return told.getJsonObject("now").getDouble("sockets") >= 2
                  && told.getJsonArray("unanswered").isEmpty()
                  && told.getJsonArray("nodes").size() == 4;
            });
      }
    }
  }

  private void awaitWhole() {
    Await.until(LIMIT, () -> "a whole cluster: " + doctor(), () -> doctor().status() == 0);
  }

  /** Who stands still was not blocked; and the log is the product's own, and not that of tests. */
  static Map<String, String> named(String name) {
    return Map.of(
        "CARILLON_NODE",
        name,
        "CARILLON_BLOCKED_LOOP",
        "1m",
        "JAVA_TOOL_OPTIONS",
        "-Dlogback.configurationFile=logback.xml");
  }

  /** The same with a setting more. */
  static Map<String, String> named(String name, String setting, String value) {
    Map<String, String> all = new HashMap<>(named(name));
    all.put(setting, value);
    return all;
  }

  private void namesEverywhere() {
    JsonObject tasks = cluster.client("gateway").get("/v1/tasks?limit=200").json();
    assertThat(tasks.getJsonArray("items").stream().map(t -> ((JsonObject) t).getString("node")))
        .contains("users1", "users2", "notifier1", "gateway1")
        .allMatch(node -> node.matches("(users|notifier|gateway)[12]"));
    String report = cluster.client("gateway").get("/v1/cluster").hasStatus(200).body();
    assertThat(report).doesNotContainPattern(UUID);
    assertThat(new JsonObject(report).getJsonArray("links")).hasSize(12);
  }

  private void standsStill(String process, String name) {
    awaitWhole();
    cluster.process(process).signal("STOP");
    List<String> troubles = new ArrayList<>();
    try {
      Await.until(
          LIMIT,
          () -> name + " to be named: " + doctor(),
          () -> {
            look(troubles);
            return doctor().text().contains("- " + name + " answers nobody");
          });
      Await.until(
          LIMIT,
          () -> name + " among those who do not answer: " + unanswered(),
          () -> unanswered().encode().contains("\"" + name + "\""));
      for (int i = 0; i < 20; i++) {
        look(troubles);
      }
    } finally {
      cluster.process(process).signal("CONT");
    }
    assertThat(troubles).as("of the gateway while %s stood still", name).isEmpty();
  }

  /** As a balancer looks, which does not wait for who stands still. */
  private void look(List<String> troubles) {
    long begun = System.nanoTime();
    Client.Answer ready = readiness();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
    if (ready.status() != 200) {
      troubles.add(ready.body());
    }
  }

  private JsonArray unanswered() {
    return cluster.client("gateway").get("/v1/tasks").json().getJsonArray("unanswered");
  }

  private void bothStandStill() {
    cluster.process("users2").signal("STOP");
    cluster.process("users").signal("STOP");
    try {
      Await.until(
          LIMIT,
          () -> "the reason: " + readiness().body(),
          () -> readiness().status() == 503 && NOBODY.matcher(readiness().body()).find());
    } finally {
      cluster.process("users2").signal("CONT");
      cluster.process("users").signal("CONT");
    }
    Await.until(LIMIT, () -> "ready again", () -> readiness().status() == 200);
  }

  private Client.Answer readiness() {
    return cluster.management("gateway").get("/readyz");
  }

  private String readMetrics() {
    return cluster.management("gateway").get("/metrics").body();
  }

  private Said doctor() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try {
      Path key = Files.writeString(folder.resolve("key"), Cluster.KEY);
      int status =
          Commands.run(
              new Terminal(out, out, Map.of()),
              "doctor",
              "--url",
              "http://127.0.0.1:" + cluster.httpPort("gateway"),
              "--key-file",
              key.toString());
      return new Said(status, bytes.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
